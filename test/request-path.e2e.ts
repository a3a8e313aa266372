import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';

import { AppModule } from '../src/app.module.js';
import { FeatureCatalogue } from '../src/feature-store/feature-catalogue.js';
import { createHttpApp } from '../src/http-app.js';
import { categoryCodes } from '../src/ranking/category-codes.js';
import { encodeValue } from '../src/ranking/encode-features.js';
import { parseLightgbmText } from '../src/ranking/lightgbm-text.js';
import { PoolScorer } from '../src/ranking/pool-scorer.js';
import { TreeAttribution } from '../src/ranking/tree-attribution.js';
import { walkTrees } from '../src/ranking/tree-walk.js';
import type { RecommendationAnswer } from '../src/recommendation/dto/recommendation.answer.js';
import { STEPS } from '../src/recommendation/recommendation.js';
import { scorePool } from '../src/recommendation/ranked.js';
import { PreparedPools } from '../src/recommendation/prepared-pools.js';
import { ViewerReader } from '../src/recommendation/viewer-reader.js';
import { HttpSettings } from '../src/settings/http.settings.js';
import { parseSettings } from '../src/settings/parse-settings.js';
import { openLog } from '../src/telemetry/log.js';
import { eventually } from './eventually.js';

const MODEL = 'models/sample/model.txt';

describe('a request over HTTP, on the embedded store', () => {
  let folder: string;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'upnext-request-'));
    const settings = parseSettings({
      DATA_DIR: folder,
      REQUEST_TIMEOUT_MS: '10000',
      USER_READ_TIMEOUT_MS: '5000',
      POOL_REFRESH_SECONDS: '300',
    });
    const log = await openLog({ level: 'silent' });
    const module = AppModule.register({ settings, role: 'serve' });
    app = await createHttpApp(module, settings.get(HttpSettings), log);
    await app.listen(0, '127.0.0.1');
    await eventually(() => request(app.getHttpServer()).get('/health/ready').expect(200), 20_000);
  }, 60_000);

  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  it('is scored by the pool scorer, once for the whole pool', async () => {
    const score = jest.spyOn(PoolScorer.prototype, 'score');
    const body = { user_id: '38073944', user_country: 'BR' };
    try {
      await request(app.getHttpServer()).post('/get_recommendations/').send(body).expect(200);
      score.mockClear();
      const { body: ids } = await request(app.getHttpServer()).post('/get_recommendations/').send(body);
      expect(ids).toHaveLength(10);
      expect(score).toHaveBeenCalledTimes(1);
      expect(score.mock.calls[0]![2]).toHaveLength(1_000);
    } finally {
      score.mockRestore();
    }
  });

  it('has every candidate’s score from the plain walk of the model’s trees, bit for bit', async () => {
    const catalogue = app.get(FeatureCatalogue, { strict: false });
    const model = parseLightgbmText(await readFile(MODEL, 'utf8'), MODEL);
    const declared = model.featureNames.map((name) => catalogue.all.find((each) => each.name === name)!);
    const codes = categoryCodes(model, declared, new Map());

    const { value: viewer } = await app
      .get(ViewerReader, { strict: false })
      .read({ userId: '38073944', country: 'BR', limit: 10, excludeIds: [] })
      .of('BR');
    const { pool } = await app.get(PreparedPools, { strict: false }).serve('BR', 10_000);
    const cross = new Map(
      pool.cross.map(({ name, fill }) => {
        const values = new Float64Array(pool.candidates.length);
        fill(viewer, values);
        return [name, values];
      }),
    );
    const walked = pool.candidates.map((_, row) =>
      walkTrees(
        model,
        model.featureNames.map((name, feature) =>
          encodeValue(
            pool.features.columns.get(name)?.values[row] ??
              cross.get(name)?.[row] ??
              viewer.features.get(name),
            codes.get(feature),
          ),
        ),
      ),
    );
    const served = [...scorePool(pool, viewer)];
    expect(served).toHaveLength(1_000);
    expect(served.every((score, row) => Object.is(score, walked[row]))).toBe(true);
  });

  it('names its steps alike in answers, headers of both endpoints and metrics', async () => {
    const { pool } = await app.get(PreparedPools, { strict: false }).serve('BR', 10_000);
    const viewer = { user_id: '38073944', user_country: 'BR' };
    // Nothing of the pool may be shown, so that the step of refilling is taken as well.
    const every = { ...viewer, explain: true, exclude_ids: [...pool.indexOf.keys()] };
    const post = (path: string, body: object) =>
      request(app.getHttpServer()).post(path).send(body).expect(200);
    const named = (answer: request.Response) =>
      answer.headers['server-timing']!.split(', ').map((entry) => {
        expect(entry).toMatch(/^[a-z]+;dur=\d+\.\d{3}$/);
        return entry.split(';')[0];
      });

    const v1 = await post('/v1/recommendations', every);
    expect(v1.body.items).toHaveLength(10);
    expect(named(v1)).toEqual(STEPS);
    expect(Object.keys(v1.body.timings_ms as object)).toEqual(STEPS);

    const bare = await post('/get_recommendations/', viewer);
    const plain = await post('/v1/recommendations', viewer);
    expect(named(bare)).toEqual(['viewer', 'pool', 'score', 'mask', 'select']);
    expect(named(plain)).toEqual(named(bare));
    expect(Object.keys(plain.body.timings_ms as object)).toEqual(named(bare));

    const { text } = await request(app.getHttpServer()).get('/metrics').expect(200);
    const labels = [...text.matchAll(/^upnext_step_duration_seconds_count\{.*?step="([^"]+)"/gm)];
    expect(new Set(labels.map(([, step]) => step))).toEqual(new Set(STEPS));
  });

  it('attributes scores only where it is asked to, and then of the items of the answer', async () => {
    const attributed = jest.spyOn(TreeAttribution.prototype, 'contributions');
    const { output } = parseLightgbmText(await readFile(MODEL, 'utf8'), MODEL).objective;
    const answerTo = async (body: object) => {
      const answer = await request(app.getHttpServer()).post('/v1/recommendations').send(body).expect(200);
      return answer.body as RecommendationAnswer;
    };
    try {
      await answerTo({ user_id: '38073944', limit: 3 });
      expect(attributed).toHaveBeenCalledTimes(0);
      for (const body of [{ user_id: '38073944', user_country: 'BR' }, {}]) {
        attributed.mockClear();
        const { items, model, timings_ms } = await answerTo({ ...body, limit: 3, explain: true });
        expect(items).toHaveLength(3);
        expect(attributed).toHaveBeenCalledTimes(3);
        expect(timings_ms.explain).toBeGreaterThan(0);
        for (const { score, explanation } of items) {
          const { ranker, raw_score, expected_value, features } = explanation!;
          expect(ranker).toBe(model.name);
          expect(output(raw_score!)).toBe(score);
          const sum = features!.reduce((total, { contribution }) => total + contribution, expected_value!);
          expect(Math.abs(sum - raw_score!)).toBeLessThan(1e-12);
          const rate = features!.find(({ name }) => name === 'prob_user_watch')?.value;
          if ('user_id' in body) expect(rate).toEqual(expect.any(Number));
          else expect(rate).toBeNull();
        }
      }
    } finally {
      attributed.mockRestore();
    }
  });
});
