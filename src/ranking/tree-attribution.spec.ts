import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';

import { readContributions } from '../../test/contribution-fixtures.js';
import { decisionTree, featureValue } from '../../test/generated-models.js';
import { fixtureNames, readFixture } from '../../test/ranking-fixtures.js';
import type { DecisionTree } from './lightgbm-model.js';
import { TreeAttribution } from './tree-attribution.js';
import { nextNode, walkTrees, withoutTinyValues } from './tree-walk.js';

/** Of the largest of a row's contributions and the expected value. LightGBM's own are kept to 13 digits. */
const TOLERANCE = 1e-12;
jest.setTimeout(60_000);

function attributionOf(trees: readonly DecisionTree[], features: number): TreeAttribution {
  const featureNames = Array.from({ length: features }, (_, index) => `f${index}`);
  const attribution = TreeAttribution.of({ trees, featureNames });
  if (typeof attribution === 'string') throw new Error(attribution);
  return attribution;
}

const sumOf = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((sum, number) => sum + number, 0);

describe.each(fixtureNames)('LightGBM’s pred_contrib of %s', (name) => {
  const { model, encoded, raw } = readFixture(name);
  const { features, expected, size } = readContributions(name);
  const attribution = attributionOf(model.trees, model.featureNames.length);

  it('has the same contributions and expected value', async () => {
    expect(size).toBe(600);
    expect(features).toHaveLength(model.featureNames.length);
    expect(Math.abs(attribution.expectedValue - expected)).toBeLessThanOrEqual(
      TOLERANCE * Math.abs(expected),
    );
    let worst = 0;
    for (let row = 0; row < size; row++) {
      const theirs = features.map((column) => column[row]!);
      const ours = await attribution.contributions(encoded.map((column) => column[row]!));
      const scale = Math.max(Math.abs(expected), ...theirs.map(Math.abs));
      ours.forEach((contribution, feature) => {
        worst = Math.max(worst, Math.abs(contribution - theirs[feature]!) / scale);
      });
      const sum = attribution.expectedValue + sumOf(ours);
      expect(Math.abs(sum - raw[row]!) / scale).toBeLessThan(TOLERANCE);
    }
    expect(worst).toBeLessThan(TOLERANCE);
  });
});

describe('attributions of trees', () => {
  it('are the Shapley values of their definition', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(decisionTree(4), { minLength: 1, maxLength: 2 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 20, maxLength: 20 }),
        fc.array(featureValue, { minLength: 4, maxLength: 4 }),
        async (shapes, rows, row) => {
          const trees = shapes.map((tree) => withCounts(tree, rows));
          const contributions = await attributionOf(trees, 4).contributions(row);
          const expected = [0, 1, 2, 3].map((feature) => shapley(trees, row, feature));
          expected.forEach((value, feature) => {
            expect(Math.abs(contributions[feature]! - value)).toBeLessThan(1e-13);
          });
          const sum = attributionOf(trees, 4).expectedValue + sumOf(contributions);
          expect(Math.abs(sum - walkTrees({ trees }, row))).toBeLessThan(1e-13);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of a leaf that no row of the training reached are still numbers', async () => {
    const tree: DecisionTree = {
      ...SPLIT,
      counts: { nodes: Int32Array.of(10), leaves: Int32Array.of(10, 0) },
    };
    const attribution = attributionOf([tree], 1);
    expect(attribution.expectedValue).toBe(1);
    expect([...(await attribution.contributions([9]))]).toEqual([1]);
    expect([...(await attribution.contributions([0]))]).toEqual([0]);
  });

  it('cannot be had without the training’s counts of rows, nor with counts that do not add up', () => {
    const of = (trees: readonly DecisionTree[]) => TreeAttribution.of({ trees, featureNames: ['f0'] });
    expect(of([SPLIT])).toMatch(/^tree 0 has no `leaf_count`/);
    const counts = { nodes: Int32Array.of(10), leaves: Int32Array.of(4, 5) };
    expect(of([withCounts(SPLIT, [1]), { ...SPLIT, counts }])).toMatch(/of tree 1 do not add up/);
    const none = { nodes: Int32Array.of(0), leaves: Int32Array.of(0, 0) };
    expect(of([{ ...SPLIT, counts: none }])).toMatch(/do not add up/);
  });
});

/** `f0 <= 1 ? 1 : 2` */
const SPLIT: DecisionTree = {
  splitFeature: Int32Array.of(0),
  threshold: Float64Array.of(1),
  decisionType: Uint8Array.of(2),
  leftChild: Int32Array.of(~0),
  rightChild: Int32Array.of(~1),
  leafValue: Float64Array.of(1, 2),
  catBoundaries: Int32Array.of(0),
  catThreshold: new Uint32Array(0),
};

/** @param rows rows per leaf, from the first on in turn */
function withCounts(tree: DecisionTree, rows: readonly number[]): DecisionTree {
  const leaves = Int32Array.from(tree.leafValue, (_, leaf) => rows[leaf % rows.length]!);
  const nodes = new Int32Array(tree.splitFeature.length);
  const count = (child: number): number => {
    if (child < 0) return leaves[~child]!;
    return (nodes[child] = count(tree.leftChild[child]!) + count(tree.rightChild[child]!));
  };
  if (nodes.length > 0) count(0);
  return { ...tree, counts: { nodes, leaves } };
}

/** A feature's Shapley value, straight from the definition: the mean of what it adds to each set of the others. */
function shapley(trees: readonly DecisionTree[], row: readonly number[], feature: number): number {
  const others = row.map((_, index) => index).filter((index) => index !== feature);
  let total = 0;
  for (let set = 0; set < 1 << others.length; set++) {
    const known = others.filter((_, bit) => (set & (1 << bit)) !== 0);
    const size = known.length;
    const weight = (factorial(size) * factorial(others.length - size)) / factorial(row.length);
    total += weight * (mean(trees, row, [...known, feature]) - mean(trees, row, known));
  }
  return total;
}

/** The trees' output where only some features are known: the others go both ways, by the rows of each branch. */
function mean(trees: readonly DecisionTree[], row: readonly number[], known: readonly number[]): number {
  const values = withoutTinyValues(row);
  return sumOf(
    trees.map((tree) => {
      const rowsOf = (child: number) =>
        child < 0 ? tree.counts!.leaves[~child]! : tree.counts!.nodes[child]!;
      const below = (child: number): number => {
        if (child < 0) return tree.leafValue[~child]!;
        if (known.includes(tree.splitFeature[child]!)) return below(nextNode(tree, child, values));
        const [left, right] = [tree.leftChild[child]!, tree.rightChild[child]!];
        return (rowsOf(left) * below(left) + rowsOf(right) * below(right)) / rowsOf(child);
      };
      return below(tree.splitFeature.length === 0 ? ~0 : 0);
    }),
  );
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
