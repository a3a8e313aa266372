import { describe, expect, it } from '@jest/globals';

import type { FeatureColumn, FeatureTable } from '../feature-store/feature-column.js';
import { LogOddsRanker } from './log-odds.ranker.js';
import { describeRanker } from './ranker.contract.js';
import type { ViewerFeatures } from './ranker.js';

function pool(columns: Record<string, number[]>): FeatureTable {
  const typed = Object.entries(columns).map(([name, values]): [string, FeatureColumn] => [
    name,
    { kind: 'number', values: Float64Array.from(values) },
  ]);
  return { size: Object.values(columns)[0]!.length, columns: new Map(typed) };
}

function viewer(rate?: number): ViewerFeatures {
  return { values: new Map(rate === undefined ? [] : [['prob_user_watch', rate]]), cross: new Map() };
}

describeRanker('LogOddsRanker', () => ({
  ranker: new LogOddsRanker(0.2),
  items: (size) =>
    pool({
      prob_asset_watch: Array.from({ length: size }, (_, row) => (row + 1) / (size + 1)),
      prob_pc_1_watch: Array.from({ length: size }, (_, row) => 1 / (row + 2)),
    }),
  viewers: () => [viewer(0.3), viewer(0.7)],
}));

describe('LogOddsRanker', () => {
  const ranker = new LogOddsRanker(0.2);

  async function probabilities(items: FeatureTable, rate?: number): Promise<number[]> {
    const out = new Float64Array(items.size);
    (await ranker.prepare(items)).score(viewer(rate), out);
    return Array.from(out, (raw) => ranker.output(raw));
  }

  it('adds the log-odds of asset and viewer and takes the prior’s away', async () => {
    // odds 0.5/0.5 · 0.4/0.6 : 0.2/0.8 = 8/3
    const [p] = await probabilities(pool({ prob_asset_watch: [0.5], prob_pc_1_watch: [0.9] }), 0.4);
    expect(p).toBeCloseTo(8 / 11, 12);
  });

  it('takes the category’s rate for an asset without one, then the prior', async () => {
    const items = pool({ prob_asset_watch: [NaN, NaN, 0.35], prob_pc_1_watch: [0.6, NaN, NaN] });
    const [category, prior, own] = await probabilities(items);
    expect(category).toBeCloseTo(0.6, 12);
    expect(prior).toBeCloseTo(0.2, 12);
    expect(own).toBeCloseTo(0.35, 12);
  });

  it('clamps rates to [1e-6, 1 − 1e-6]', async () => {
    const [none, all, below, above] = await probabilities(pool({ prob_asset_watch: [0, 1, -3, 9] }));
    expect(none).toBeCloseTo(1e-6, 12);
    expect(all).toBeCloseTo(1 - 1e-6, 12);
    expect([below, above]).toEqual([none, all]);
  });

  it('explains its score by the distance of each rate’s log-odds from the prior’s', async () => {
    const items = pool({ prob_asset_watch: [0.5, NaN, NaN], prob_pc_1_watch: [0.9, 0.6, NaN] });
    const prepared = await ranker.prepare(items);
    const logit = (p: number) => Math.log(p / (1 - p));
    const explained = async (row: number, rate?: number) => {
      const explanation = await prepared.explain!(viewer(rate), row);
      if (typeof explanation === 'string') throw new Error(explanation);
      expect(explanation.expectedValue).toBeCloseTo(logit(0.2), 12);
      return explanation.features.map(({ name, value, contribution }) => [
        name,
        value,
        Number(contribution.toFixed(9)),
      ]);
    };
    const beyond = (p: number) => Number((logit(p) - logit(0.2)).toFixed(9));
    expect(await explained(0, 0.4)).toEqual([
      ['prob_asset_watch', 0.5, beyond(0.5)],
      ['prob_pc_1_watch', 0.9, 0],
      ['prob_user_watch', 0.4, beyond(0.4)],
    ]);
    expect(await explained(1)).toEqual([
      ['prob_asset_watch', null, 0],
      ['prob_pc_1_watch', 0.6, beyond(0.6)],
      ['prob_user_watch', null, 0],
    ]);
    expect((await explained(2)).map(([, , contribution]) => contribution)).toEqual([0, 0, 0]);
  });

  it('says that its score is a probability', () => {
    expect(ranker.model).toEqual({ name: 'log-odds', version: 'prior-0.2', scoreIsProbability: true });
    expect(new LogOddsRanker(0.3).model.version).not.toBe(ranker.model.version);
  });
});
