import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HealthCheckService } from '@nestjs/terminus';
import { Test, type TestingModule } from '@nestjs/testing';

import { AppModule } from '../../src/app.module.js';
import { Clock } from '../../src/clock.js';
import { Probes } from '../../src/health/probes.js';
import { FeatureDeclarations } from '../../src/ranking/feature-declarations.js';
import { PreparedPools } from '../../src/recommendation/prepared-pools.js';
import { RecommendationPipeline } from '../../src/recommendation/recommendation.pipeline.js';
import { AssetIndex } from '../../src/retrieval/asset-index.js';
import { parseSettings } from '../../src/settings/parse-settings.js';
import { aRequest, ManualClock } from '../builders.js';
import { StaffPicksModule } from './staff-picks.module.js';

const NOON = Date.UTC(2026, 5, 1, 12);
const EVENING = Date.UTC(2026, 5, 1, 20);

describe('a module of another team, imported by one line', () => {
  const clock = new ManualClock(NOON);
  let folder: string;
  let app: TestingModule;
  let picks: string[];

  const start = async (videoIds: readonly string[]) => {
    const settings = parseSettings({ DATA_DIR: folder, CANDIDATES_TO_RETRIEVE: '200' });
    const imports = [StaffPicksModule.register(videoIds)];
    const started = await Test.createTestingModule({
      imports: [AppModule.register({ settings, role: 'serve', imports })],
    })
      .overrideProvider(Clock)
      .useValue(clock)
      .compile();
    return started.init();
  };

  const poolAndCategories = async () => {
    const { pool } = await app.get(PreparedPools).serve('BR', 5_000);
    const { items } = await app
      .get(RecommendationPipeline)
      .recommend(aRequest({ country: 'BR', limit: 100 }));
    const shown = items.map(({ videoId }) => pool.candidates[pool.indexOf.get(videoId)!]!.asset);
    return { pool, categories: new Set(shown.map(({ primaryCategory }) => primaryCategory)) };
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'upnext-extension-'));
    app = await start([]);
    const { assets } = await app.get(AssetIndex, { strict: false }).find({ limit: 2_000, now: NOON });
    picks = assets.slice(-3).map(({ videoId }) => videoId);
    await app.close();
    app = await start([...picks, 'no-such-video']);
  }, 60_000);

  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  it('proposes its candidates before ours', async () => {
    const { pool } = await poolAndCategories();
    const picked = pool.candidates.filter(({ source }) => source === 'staff_picks');
    expect(picked.map(({ asset }) => asset.videoId)).toEqual(picks.toSorted());
    expect(pool.candidates).toHaveLength(200);
  });

  it('removes what its filter rejects, from request to request', async () => {
    clock.time = NOON;
    expect((await poolAndCategories()).categories).not.toContain('gaming');
    clock.time = EVENING;
    expect((await poolAndCategories()).categories).toContain('gaming');
  });

  it('makes its feature known to models', () => {
    const { all } = app.get(FeatureDeclarations);
    expect(all).toContainEqual({ name: 'is_weekend', scope: 'context', kind: 'number' });
  });

  it('has its probe asked', async () => {
    const { details } = await app
      .get(HealthCheckService, { strict: false })
      .check(app.get(Probes).asked('health'));
    expect(details).toMatchObject({ staff_picks: { status: 'up', picks: 4 } });
  });
});
