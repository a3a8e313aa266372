import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';

import { AppModule } from '../src/app.module.js';
import { Clock } from '../src/clock.js';
import { FeatureStore } from '../src/feature-store/feature-store.js';
import { RecommendationPipeline } from '../src/recommendation/recommendation.pipeline.js';
import { AssetIndex } from '../src/retrieval/asset-index.js';
import { UserIndex } from '../src/retrieval/user-index.js';
import { parseSettings } from '../src/settings/parse-settings.js';
import { SAMPLE_USER_ID } from '../src/sqlite/sample-world/sample-user.js';
import { SqliteDatabase } from '../src/sqlite/sqlite-database.js';

Logger.overrideLogger(false);

const now = Date.parse('2026-06-01T19:30:00Z');

/** Watches a lot or a little, finishes often or rarely: what the model can know of a user's taste. */
interface Brazilian {
  readonly id: string;
  readonly views: number;
  readonly finishes: number;
}

describe('the sample world with the sample model', () => {
  let folder: string;
  let app: TestingModule;
  let categoryOf: ReadonlyMap<string, string | null>;
  let brazilians: readonly Brazilian[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'upnext-lists-'));
    const settings = parseSettings({
      DATA_DIR: folder,
      REQUEST_TIMEOUT_MS: '10000',
      USER_READ_TIMEOUT_MS: '5000',
    });
    const building = Test.createTestingModule({ imports: [AppModule.register({ settings, role: 'serve' })] });
    app = await building
      .overrideProvider(Clock)
      .useValue({ now: () => now })
      .compile();
    await app.init();
    const { assets } = await app.get(AssetIndex, { strict: false }).find({ limit: 10_000, now });
    categoryOf = new Map(assets.map(({ videoId, primaryCategory }) => [videoId, primaryCategory]));
    brazilians = await usersOf('BR');
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  async function usersOf(country: string): Promise<Brazilian[]> {
    const db = app.get(SqliteDatabase, { strict: false });
    const rows = db.prepare('SELECT user_id FROM users WHERE country = ? ORDER BY user_id').all(country);
    const users: Brazilian[] = [];
    for (const { user_id } of rows) {
      const values = await app.get(FeatureStore, { strict: false }).readUser(String(user_id));
      const views = Number(values.get('user_vv'));
      if (views > 0)
        users.push({ id: String(user_id), views, finishes: Number(values.get('prob_user_watch')) });
    }
    return users;
  }

  async function list(userId: string | null, limit = 10): Promise<string[]> {
    const pipeline = app.get(RecommendationPipeline, { strict: false });
    const answer = await pipeline.recommend({ userId, country: 'BR', limit, excludeIds: [] });
    expect(answer.degraded).toEqual([]);
    return answer.items.map(({ videoId }) => videoId);
  }

  const categories = (ids: readonly string[]) => ids.map((id) => categoryOf.get(id));
  const shared = (a: readonly string[], b: readonly string[]) => a.filter((id) => b.includes(id)).length;

  it('gives users of one country lists that differ', async () => {
    const lists = await Promise.all(brazilians.map(({ id }) => list(id)));
    const overlaps = lists.flatMap((one, i) => lists.slice(i + 1).map((other) => shared(one, other) / 10));
    const mean = overlaps.reduce((a, b) => a + b) / overlaps.length;
    const distinct = new Set(lists.map(String)).size / lists.length;
    const different = new Set(lists.flat()).size;
    expect(mean).toBeLessThan(0.5);
    expect(distinct).toBeGreaterThan(0.95);
    expect(different).toBeGreaterThan(50);
  });

  it('shows the sample user, who watches a lot and to the end, what such viewers like', async () => {
    const ids = await list(SAMPLE_USER_ID);
    const liked = ['documentary', 'science', 'film', 'drama', 'animation', 'education'];
    expect(
      categories(ids).filter((category) => liked.includes(category ?? '')).length,
    ).toBeGreaterThanOrEqual(7);
    expect(shared(ids, await list(null))).toBeLessThan(6);
  });

  it('never shows what is on the blacklist', async () => {
    const user = await app.get(UserIndex, { strict: false }).find(SAMPLE_USER_ID);
    expect(user?.blacklist.ids).toHaveLength(40);
    expect(shared(await list(SAMPLE_USER_ID, 100), user!.blacklist.ids)).toBe(0);
  });

  it('shows those who rarely finish what is short, and those who often do what is long', async () => {
    const byPatience = [...brazilians]
      .filter(({ views }) => views > 50)
      .sort((a, b) => a.finishes - b.finishes);
    const share = async (users: readonly Brazilian[], wanted: readonly string[]) => {
      const lists = await Promise.all(users.map(({ id }) => list(id)));
      const all = categories(lists.flat());
      return all.filter((category) => wanted.includes(category ?? '')).length / all.length;
    };
    const short = ['news', 'sport', 'comedy', 'music', 'gaming'];
    const long = ['film', 'drama', 'documentary', 'science'];
    const [impatient, patient] = [byPatience.slice(0, 8), byPatience.slice(-8)];
    const shares = {
      short: [await share(impatient, short), await share(patient, short)] as const,
      long: [await share(impatient, long), await share(patient, long)] as const,
    };
    expect(shares.short[0]).toBeGreaterThan(2 * shares.short[1]);
    expect(shares.long[1]).toBeGreaterThan(2 * shares.long[0]);
  });
});
