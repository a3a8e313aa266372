import { describe, expect, it } from '@jest/globals';

import { aPool, aViewer } from '../../test/builders.js';
import { Explainer } from './explainer.js';
import type { RecommendedItem } from './recommendation.js';

const item = (videoId: string): RecommendedItem => ({ videoId, score: 1, rank: 1, source: 'local' });

describe('Explainer', () => {
  it('explains one item at a time over all requests, in the order of each answer', async () => {
    const pool = await aPool({ a: 1, b: 2 });
    let running = 0;
    let most = 0;
    const explain = async (_viewer: unknown, row: number) => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
      return { rawScore: row, expectedValue: 0, features: [] };
    };
    const explainer = new Explainer();
    const pools = [{ ...pool, ranking: { ...pool.ranking, explain } }];
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => explainer.explain([item('b'), item('a')], pools, aViewer())),
    );
    expect(most).toBe(1);
    for (const answer of answers) {
      expect(answer.map(({ videoId, explanation }) => [videoId, explanation])).toEqual([
        ['b', { ranker: 'quality', rawScore: 1, expectedValue: 0, features: [] }],
        ['a', { ranker: 'quality', rawScore: 0, expectedValue: 0, features: [] }],
      ]);
    }
  });

  it('goes on with others after one that failed', async () => {
    const pool = await aPool({ a: 1 });
    const explainer = new Explainer();
    const broken = {
      ...pool,
      ranking: { ...pool.ranking, explain: () => Promise.reject(new TypeError('broken')) },
    };
    const failing = explainer.explain([item('a')], [broken], aViewer());
    const other = explainer.explain([item('a')], [pool], aViewer());
    await expect(failing).rejects.toThrow('broken');
    expect((await other)[0]?.explanation).toEqual({
      ranker: 'quality',
      unavailable: 'the ranker quality does not explain itself',
    });
  });

  it('is loud about an item that no pool has', async () => {
    await expect(new Explainer().explain([item('x')], [await aPool({ a: 1 })], aViewer())).rejects.toThrow(
      'x is in none of the pools',
    );
  });
});
