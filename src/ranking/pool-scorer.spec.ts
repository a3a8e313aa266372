import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { decisionTree, featureValue, modelText } from '../../test/generated-models.js';
import { parseLightgbmText } from './lightgbm-text.js';
import { PoolScorer } from './pool-scorer.js';
import { planSplits, type SplitScope } from './split-plan.js';
import { walkTrees } from './tree-walk.js';

const FEATURES = 5;
const NAMES = Array.from({ length: FEATURES }, (_, index) => `f${index}`);
const trees = fc.array(decisionTree(FEATURES), { minLength: 1, maxLength: 6 });
const row = fc.array(featureValue, { minLength: FEATURES, maxLength: FEATURES });
const viewers = fc.array(row, { minLength: 1, maxLength: 3 });
const scopes = fc.array(fc.constantFrom<SplitScope>('item', 'viewer', 'cross'), {
  minLength: FEATURES,
  maxLength: FEATURES,
});

describe('PoolScorer', () => {
  it.each([
    { leaves: 20, fewest: 0, most: 40, numRuns: 300 },
    { leaves: 32, fewest: 0, most: 40, numRuns: 100 },
    { leaves: 33, fewest: 100, most: 200, numRuns: 100 },
    { leaves: 150, fewest: 100, most: 200, numRuns: 60 },
  ])('scores as the plain walk does, whatever $leaves leaves and $most rows', async (size) => {
    const { leaves, fewest, most, numRuns } = size;
    const rows = fc.array(row, { minLength: fewest, maxLength: most, size: 'max' });
    const trees = fc.array(decisionTree(FEATURES, leaves), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(trees, rows, viewers, scopes, async (grown, candidates, asking, dealt) => {
        // Through the text, so that reader, walk and scorer agree on what a file means.
        const model = parseLightgbmText(modelText(grown, NAMES), 'generated.txt');
        const column = (scope: SplitScope) =>
          NAMES.map((_, index) =>
            dealt[index] === scope ? Float64Array.from(candidates, (row) => row[index]!) : undefined,
          );
        const scorer = await PoolScorer.prepare(
          planSplits(model.trees, dealt),
          column('item'),
          candidates.length,
        );
        for (const viewer of asking) {
          const scores = new Float64Array(candidates.length);
          scorer.score(Float64Array.from(viewer), column('cross'), scores);
          const expected = candidates.map((row) =>
            walkTrees(
              model,
              row.map((value, index) => (dealt[index] === 'viewer' ? viewer[index]! : value)),
            ),
          );
          expect([...scores]).toEqual(expected);
        }
      }),
      { numRuns },
    );
  });

  it('takes cross features with few distinct values, many, and none at all', async () => {
    await fc.assert(
      fc.asyncProperty(
        trees,
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        async (grown, distinct, given) => {
          const size = 60;
          const dealt: SplitScope[] = ['item', 'viewer', 'cross', 'cross', 'viewer'];
          const value = (feature: number, row: number) => ((row * 7 + feature) % distinct) - 1;
          const columns = (scope: SplitScope) =>
            dealt.map((own, feature) =>
              own === scope
                ? Float64Array.from({ length: size }, (_, row) => value(feature, row))
                : undefined,
            );
          const scorer = await PoolScorer.prepare(planSplits(grown, dealt), columns('item'), size);
          const scores = new Float64Array(size);
          scorer.score(Float64Array.of(0, 1, 0, 0, NaN), given ? columns('cross') : [], scores);
          for (let row = 0; row < size; row++) {
            const cross = (feature: number) => (given ? value(feature, row) : NaN);
            const expected = walkTrees({ trees: grown }, [value(0, row), 1, cross(2), cross(3), NaN]);
            expect(scores[row]).toBe(expected);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('holds more than 65,536 classes of a tree', async () => {
    const size = 30_000;
    // A chain of viewer splits over item splits: nearly every candidate is in a class of its own.
    const depth = 34;
    const [splitFeature, leftChild, rightChild, threshold] = [
      [] as number[],
      [] as number[],
      [] as number[],
      [] as number[],
    ];
    for (let level = 0; level < depth; level++) {
      const next = level === depth - 1 ? ~(2 * depth) : 2 * (level + 1);
      splitFeature.push(0, 1 + level);
      threshold.push(level, 0);
      leftChild.push(2 * level + 1, ~(2 * level));
      rightChild.push(next, ~(2 * level + 1));
    }
    const tree = {
      splitFeature: Int32Array.from(splitFeature),
      threshold: Float64Array.from(threshold),
      decisionType: new Uint8Array(2 * depth),
      leftChild: Int32Array.from(leftChild),
      rightChild: Int32Array.from(rightChild),
      leafValue: Float64Array.from({ length: 2 * depth + 1 }, (_, leaf) => leaf / 7),
      catBoundaries: Int32Array.of(0),
      catThreshold: new Uint32Array(0),
    };
    const bit = (row: number, level: number) => (level < 15 ? (row >> level) & 1 : (row * (level + 1)) & 1);
    const columns = Array.from({ length: depth + 1 }, (_, feature) =>
      feature === 0
        ? undefined
        : Float64Array.from({ length: size }, (_unused, row) => bit(row, feature - 1)),
    );
    const plan = planSplits([tree], [`viewer`, ...Array.from({ length: depth }, () => 'item' as const)]);
    const scorer = await PoolScorer.prepare(plan, columns, size);
    expect(scorer.bytes).toBeGreaterThan(4 * size);
    const scores = new Float64Array(size);
    for (const viewer of [0, 3.5, 12, 33, 99]) {
      scorer.score(Float64Array.of(viewer), [], scores);
      for (let row = 0; row < size; row += 997) {
        const values = [viewer, ...Array.from({ length: depth }, (_, level) => bit(row, level))];
        expect(scores[row]).toBe(walkTrees({ trees: [tree] }, values));
      }
    }
  });
});
