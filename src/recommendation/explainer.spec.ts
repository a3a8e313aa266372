import { beforeEach, describe, expect, it } from '@jest/globals';

import { aPool, aViewer, ManualClock } from '../../test/builders.js';
import type { Explanation } from '../ranking/ranker.js';
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
    const explainer = new Explainer(new ManualClock());
    const pools = [{ ...pool, ranking: { ...pool.ranking, explain } }];
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => explainer.explain([item('b'), item('a')], pools, aViewer())),
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
    const explainer = new Explainer(new ManualClock());
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

  describe('bounds what it does:', () => {
    let clock: ManualClock;
    let explainer: Explainer;
    let asked: number[];
    let answer: (() => void)[];
    beforeEach(() => {
      clock = new ManualClock();
      explainer = new Explainer(clock);
      asked = [];
      answer = [];
    });

    /** A ranker that explains when the test says so. */
    async function slowPools() {
      const pool = await aPool({ a: 1, b: 2, c: 3 });
      const explain = (_viewer: unknown, row: number) =>
        new Promise<Explanation>((resolve) => {
          asked.push(row);
          answer.push(() => {
            resolve({ rawScore: row, expectedValue: 0, features: [] });
          });
        });
      return [{ ...pool, ranking: { ...pool.ranking, explain } }];
    }
    const turn = () => new Promise(setImmediate);
    async function answerAll(): Promise<void> {
      for (await turn(); answer.length > 0; await turn()) answer.shift()!();
    }
    const unavailable = (items: RecommendedItem[]) =>
      items.map(({ explanation }) => explanation && 'unavailable' in explanation && explanation.unavailable);

    it('a few answers at a time, further ones are given at once without', async () => {
      const pools = await slowPools();
      const explain = () => explainer.explain([item('a')], pools, aViewer());
      const taken = Array.from({ length: 4 }, explain);
      const [refused] = unavailable(await explain());
      expect(refused).toMatch(/^4 other answers are being explained: ask again$/);
      await answerAll();
      expect((await Promise.all(taken)).flatMap(unavailable)).toEqual([false, false, false, false]);
      const later = explain();
      await answerAll();
      expect(unavailable(await later)).toEqual([false]);
      expect(asked).toHaveLength(5);
    });

    it('not for a caller that has gone', async () => {
      const pools = await slowPools();
      const gone = new AbortController();
      const given = explainer.explain([item('a'), item('b'), item('c')], pools, aViewer(), gone.signal);
      await turn();
      gone.abort();
      await answerAll();
      expect(unavailable(await given)).toEqual([
        false,
        'nobody waits for it any more',
        'nobody waits for it any more',
      ]);
      expect(asked).toHaveLength(1);
    });

    it('not for longer than ten seconds', async () => {
      const pools = await slowPools();
      const given = explainer.explain([item('a'), item('b')], pools, aViewer());
      await turn();
      clock.time += 10_000;
      await answerAll();
      expect(unavailable(await given)).toEqual([false, expect.stringMatching(/took too long/)]);
      expect(asked).toHaveLength(1);
    });
  });

  it('is loud about an item that no pool has', async () => {
    await expect(
      new Explainer(new ManualClock()).explain([item('x')], [await aPool({ a: 1 })], aViewer()),
    ).rejects.toThrow('x is in none of the pools');
  });
});
