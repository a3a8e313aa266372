import { describe, expect, it } from '@jest/globals';

import type { FeatureColumn, FeatureTable } from '../feature-store/feature-column.js';
import type { Ranker, ViewerFeatures } from './ranker.js';

/** What the suite asks of a ranker, besides the ranker itself. */
export interface RankerCase {
  readonly ranker: Ranker;
  /** A pool of `size` candidates that are not all alike, and whose features are all there. */
  readonly items: (size: number) => FeatureTable;
  /** Two viewers for whom the candidates' scores differ. */
  readonly viewers: (size: number) => readonly [ViewerFeatures, ViewerFeatures];
}

/** What every ranker promises. */
export function describeRanker(name: string, make: () => Promise<RankerCase> | RankerCase): void {
  describe(`${name} as a ranker`, () => {
    async function scored(one: RankerCase, items: FeatureTable, viewer: ViewerFeatures): Promise<number[]> {
      const prepared = await one.ranker.prepare(items);
      const out = new Float64Array(items.size);
      prepared.score(viewer, out);
      return [...out];
    }

    it('names itself, and its features once each', async () => {
      const { ranker } = await make();
      expect(ranker.model.name).not.toBe('');
      expect(ranker.model.version).not.toBe('');
      expect(ranker.featureNames.length).toBeGreaterThan(0);
      expect(new Set(ranker.featureNames).size).toBe(ranker.featureNames.length);
    });

    it('scores every candidate, and no more', async () => {
      const one = await make();
      const prepared = await one.ranker.prepare(one.items(50));
      const out = new Float64Array(52).fill(123);
      prepared.score(one.viewers(50)[0], out);
      expect(new Set(out.subarray(0, 50)).size).toBeGreaterThan(1);
      expect([...out.subarray(0, 50)].every(Number.isFinite)).toBe(true);
      expect([...out.subarray(50)]).toEqual([123, 123]);
    });

    it('takes a pool of nobody', async () => {
      const one = await make();
      expect(await scored(one, one.items(0), one.viewers(0)[0])).toEqual([]);
    });

    it('gives a candidate the same score wherever it stands', async () => {
      const one = await make();
      const items = one.items(50);
      const forwards = await scored(one, items, one.viewers(50)[0]);
      const backwards = await scored(one, reversed(items), reversedCross(one.viewers(50)[0]));
      expect(backwards.reverse()).toEqual(forwards);
    });

    it('gives the same scores each time, whoever asked in between', async () => {
      const one = await make();
      const prepared = await one.ranker.prepare(one.items(50));
      const [first, again, other] = [new Float64Array(50), new Float64Array(50), new Float64Array(50)];
      const [viewer, another] = one.viewers(50);
      prepared.score(viewer, first);
      prepared.score(another, other);
      prepared.score(viewer, again);
      expect(again).toEqual(first);
      expect(other).not.toEqual(first);
    });

    it('takes a missing column for one that is missing throughout', async () => {
      const one = await make();
      const items = one.items(20);
      const viewer = one.viewers(20)[0];
      for (const [name, column] of items.columns) {
        const without = new Map(items.columns);
        without.delete(name);
        const empty = new Map(items.columns).set(name, missing(column));
        expect(await scored(one, { size: 20, columns: without }, viewer)).toEqual(
          await scored(one, { size: 20, columns: empty }, viewer),
        );
      }
    });

    it('still gives finite scores when everything is missing', async () => {
      const one = await make();
      const nobody = { values: new Map<string, null>(), cross: new Map<string, Float64Array>() };
      const scores = await scored(one, { size: 20, columns: new Map() }, nobody);
      expect(new Set(scores).size).toBe(1);
      expect(scores.every(Number.isFinite)).toBe(true);
    });

    it('gives finite scores of numbers out of any range', async () => {
      const one = await make();
      for (const odd of [Infinity, -Infinity, 1e308, -1, 5e-324]) {
        const columns = [...one.items(5).columns].map(([name, column]): [string, FeatureColumn] => [
          name,
          column.kind === 'number' ? { kind: 'number', values: new Float64Array(5).fill(odd) } : column,
        ]);
        const viewer = one.viewers(5)[0];
        const values = new Map(
          [...viewer.values].map(([name, value]) => [name, typeof value === 'number' ? odd : value]),
        );
        const scores = await scored(
          one,
          { size: 5, columns: new Map(columns) },
          { values, cross: viewer.cross },
        );
        expect(scores.every(Number.isFinite)).toBe(true);
      }
    });

    it('gives outputs in the order of the scores, probabilities where it says so', async () => {
      const { ranker } = await make();
      const outputs = [-40, -3, -0.5, 0, 0.1, 2, 5].map((raw) => ranker.output(raw));
      expect([...outputs].sort((a, b) => a - b)).toEqual(outputs);
      if (ranker.model.scoreIsProbability) {
        expect(outputs.every((output) => output >= 0 && output <= 1)).toBe(true);
      }
    });

    it('explains each raw score by a sum over its features', async () => {
      const one = await make();
      for (const viewer of [...one.viewers(50), { values: new Map(), cross: new Map() }]) {
        const prepared = await one.ranker.prepare(one.items(50));
        const scores = new Float64Array(50);
        prepared.score(viewer, scores);
        for (const [row, score] of scores.entries()) {
          const explanation = await prepared.explain!(viewer, row);
          if (typeof explanation === 'string') throw new Error(explanation);
          const { rawScore, expectedValue, features } = explanation;
          expect(rawScore).toBe(score);
          expect(features.map((feature) => feature.name)).toEqual(one.ranker.featureNames);
          const sum = features.reduce((total, { contribution }) => total + contribution, expectedValue);
          expect(Math.abs(sum - score)).toBeLessThan(1e-12 * Math.max(1, Math.abs(score)));
        }
      }
    });

    it('stops preparing when told to', async () => {
      const one = await make();
      const reason = new Error('no longer wanted');
      await expect(one.ranker.prepare(one.items(50), AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    it('says how much memory it holds', async () => {
      const one = await make();
      const [small, large] = [
        await one.ranker.prepare(one.items(10)),
        await one.ranker.prepare(one.items(1_000)),
      ];
      expect(small.bytes).toBeGreaterThan(0);
      expect(large.bytes).toBeGreaterThan(small.bytes);
    });
  });
}

function missing(column: FeatureColumn): FeatureColumn {
  return column.kind === 'number'
    ? { kind: 'number', values: column.values.map(() => NaN) }
    : { kind: 'category', values: column.values.map(() => null) };
}

function reversed({ size, columns }: FeatureTable): FeatureTable {
  return {
    size,
    columns: new Map(
      [...columns].map(([name, column]): [string, FeatureColumn] => [
        name,
        column.kind === 'number'
          ? { kind: 'number', values: column.values.toReversed() }
          : { kind: 'category', values: column.values.toReversed() },
      ]),
    ),
  };
}

function reversedCross({ values, cross }: ViewerFeatures): ViewerFeatures {
  return { values, cross: new Map([...cross].map(([name, column]) => [name, column.toReversed()])) };
}
