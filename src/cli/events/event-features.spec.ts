import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { WatchEvent } from '../rows/event-row.js';
import { EventAggregate } from './event-aggregate.js';
import { assetFeatures, overallRate, userFeatures } from './event-features.js';

const folder = mkdtempSync(join(tmpdir(), 'upnext-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Category = string | null;

function computed(events: readonly WatchEvent[], assets: readonly (readonly [string, Category])[]) {
  const aggregate = new EventAggregate(folder);
  try {
    for (const [id, category] of assets) aggregate.addAsset(id, category);
    for (const event of events) aggregate.addEvent(event);
    aggregate.count();
    const prior = overallRate(aggregate.total(), 0.2);
    return {
      users: new Map([...aggregate.users()].map((user) => recordOf(userFeatures(user, prior)))),
      assets: new Map([...aggregate.assets()].map((asset) => recordOf(assetFeatures(asset, prior)))),
      unknown: aggregate.unknownVideos(),
    };
  } finally {
    aggregate.close();
  }
}

function recordOf({ id, values }: { id: string; values: Readonly<Record<string, string>> }) {
  return [id, Object.fromEntries(Object.entries(values).map(([k, v]) => [k, Number(v)]))] as const;
}

/** The formulas, said plainly. */
function reference(events: readonly WatchEvent[], assets: readonly (readonly [string, Category])[]) {
  const views = new Map<string, WatchEvent>();
  for (const event of events) {
    const key = JSON.stringify([event.userId, event.videoId, event.at]);
    if (views.get(key)?.completed !== true) views.set(key, event);
  }
  const all = [...views.values()];
  const count = (some: readonly WatchEvent[]) => ({
    n: some.length,
    done: some.filter(({ completed }) => completed).length,
  });
  const total = count(all);
  const prior = total.n === 0 ? 0.2 : total.done / total.n;
  const rate = ({ n, done }: { n: number; done: number }, k: number) => (done + k * prior) / (n + k);
  const categories = new Map(assets);
  const users = new Map(
    [...new Set(all.map(({ userId }) => userId))].map((id) => {
      const own = count(all.filter(({ userId }) => userId === id));
      return [id, { prob_user_watch: rate(own, 10), user_vv: own.n }];
    }),
  );
  const assetFeatures = new Map(
    [...categories].map(([id, category]) => {
      const own = count(all.filter(({ videoId }) => videoId === id));
      const alike = count(
        category === null ? [] : all.filter(({ videoId }) => categories.get(videoId) === category),
      );
      return [id, { prob_pc_1_watch: rate(alike, 100), video_vv: own.n, prob_asset_watch: rate(own, 20) }];
    }),
  );
  const unknown = new Set(all.map(({ videoId }) => videoId).filter((id) => !categories.has(id))).size;
  return { users, assets: assetFeatures, unknown };
}

const video = fc.constantFrom('a', 'b', 'c', 'd', 'é');
const event = fc.record({
  userId: fc.constantFrom('u', 'v', 'w'),
  videoId: video,
  at: fc.constantFrom(1_650_812_741_436, 1_650_812_741_437, 0),
  completed: fc.boolean(),
});
const asset = fc.tuple(video, fc.constantFrom('drama', 'news', null));

describe('features from watch events', () => {
  it('are bit for bit those of the formulas', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), fc.array(asset, { maxLength: 8 }), (events, assets) => {
        expect(computed(events, assets)).toEqual(reference(events, assets));
      }),
    );
  });

  it('do not depend on the order of events, nor on how often they are given', () => {
    fc.assert(
      fc.property(
        fc
          .array(event, { minLength: 1, maxLength: 20 })
          .chain((events) =>
            fc.tuple(
              fc.constant(events),
              fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length }),
            ),
          ),
        ([once, again]) => {
          const assets = [['a', 'drama']] as const;
          expect(computed(again, assets)).toEqual(computed(once, assets));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('are the prior for assets that nobody watched', () => {
    const { assets, users } = computed([], [['a', 'drama']]);
    expect(users.size).toBe(0);
    expect(assets.get('a')).toEqual({ prob_pc_1_watch: 0.2, video_vv: 0, prob_asset_watch: 0.2 });
  });

  it('leave no temporary file behind', () => {
    const aggregate = new EventAggregate(folder);
    expect(readdirSync(folder)).toHaveLength(1);
    aggregate.close();
    expect(readdirSync(folder)).toEqual([]);
  });
});
