import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';

import { FeatureCatalogue } from '../src/feature-store/feature-catalogue.js';
import { featureStoreContract } from '../src/feature-store/feature-store.contract.js';
import { FeatureStore, type StoredFeature } from '../src/feature-store/feature-store.js';
import { featureWriterContract } from '../src/feature-store/feature-writer.contract.js';
import { FeatureWriter } from '../src/feature-store/feature-writer.js';
import { FeatureDeclarations } from '../src/ranking/feature-declarations.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import type { Environment } from '../src/settings/parse-settings.js';
import { Metrics } from '../src/telemetry/metrics.js';
import { describeEngine } from './engines.js';
import { featureStoreApp } from './feature-store-app.js';

/** Databases that belong to this suite: it empties them. */
const ASSETS = 14;
const USERS = 15;

const LAYOUTS: [string, Environment][] = [
  ['one database', { ASSET_FS_DB: `${ASSETS}`, USER_FS_DB: `${ASSETS}` }],
  ['two databases', { ASSET_FS_DB: `${ASSETS}`, USER_FS_DB: `${USERS}` }],
  [
    'one database with prefixes',
    {
      ASSET_FS_DB: `${ASSETS}`,
      USER_FS_DB: `${ASSETS}`,
      ASSET_KEY_PREFIX: 'fs:asset:',
      USER_KEY_PREFIX: 'fs:user:',
    },
  ],
];

describeEngine('redis', 'feature store', (url) => {
  const { hostname, port } = new URL(url);
  const apps: INestApplicationContext[] = [];
  let raw: Record<number, Redis> = {};

  beforeAll(() => {
    raw = { [ASSETS]: new Redis(url, { db: ASSETS }), [USERS]: new Redis(url, { db: USERS }) };
  });
  beforeEach(async () => {
    await Promise.all(Object.values(raw).map((client) => client.flushdb()));
  });
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
  });
  afterAll(async () => {
    await Promise.all(Object.values(raw).map((client) => client.flushdb().then(() => client.quit())));
  });

  async function start(environment: Environment): Promise<INestApplicationContext> {
    const app = await featureStoreApp({ REDIS_IP: hostname, REDIS_PORT: port, ...environment });
    apps.push(app);
    return app;
  }

  function client(environment: Environment, kind: 'assets' | 'users'): Redis {
    return raw[Number(kind === 'assets' ? environment.ASSET_FS_DB : environment.USER_FS_DB)]!;
  }

  async function fill(environment: Environment, kind: 'assets' | 'users', id: string, values: object) {
    if (Object.keys(values).length === 0) return;
    const prefix = kind === 'assets' ? environment.ASSET_KEY_PREFIX : environment.USER_KEY_PREFIX;
    await client(environment, kind).hset(`${prefix ?? ''}${id}`, values);
  }

  const entry = ({ name, kind }: StoredFeature) => (kind === 'number' ? name : `${name}:category`);

  describe.each(LAYOUTS)('in %s', (_, layout) => {
    describe('read', () => {
      featureStoreContract(async ({ assetFeatures, userFeatures, assets, users }) => {
        for (const { id, values } of assets) await fill(layout, 'assets', id, values);
        for (const { id, values } of users) await fill(layout, 'users', id, values);
        const app = await start({
          ...layout,
          ASSET_FEATURES: assetFeatures.map(entry).join(',') || ',',
          USER_FEATURES: userFeatures.map(entry).join(',') || ',',
        });
        return app.get(FeatureStore);
      });
    });

    describe('written', () => {
      featureWriterContract(async () => {
        const settings = { ...layout, ASSET_FEATURES: 'video_vv,prob_asset_watch' };
        const first = await start(settings);
        const others = [
          await start(settings),
          await start(settings),
          await start(settings),
          await start(settings),
        ];
        return {
          store: first.get(FeatureStore),
          writer: () => (others.shift() ?? first).get(FeatureWriter),
          makeForeign: async (kind) => {
            await client(layout, kind).hset('somebody:else', { field: '1' });
          },
        };
      });
    });
  });

  const [, oneDatabase] = LAYOUTS[0]!;
  const [, twoDatabases] = LAYOUTS[1]!;

  it('connects once for one database, and once each for two', async () => {
    expect((await start(oneDatabase)).get(RedisConnections, { strict: false }).all).toHaveLength(1);
    expect((await start(twoDatabases)).get(RedisConnections, { strict: false }).all).toHaveLength(2);
  });

  it('reads each kind from its own database', async () => {
    await fill(twoDatabases, 'assets', 'x', { video_vv: '1', user_vv: '2' });
    await fill(twoDatabases, 'users', 'x', { video_vv: '3', user_vv: '4' });
    const store = (await start(twoDatabases)).get(FeatureStore);
    const { columns } = await store.readAssets(['x']);
    expect(columns.get('video_vv')?.values[0]).toBe(1);
    expect((await store.readUser('x')).get('user_vv')).toBe(4);
  });

  it('takes a key that is no hash as a record that is not there, and counts it', async () => {
    await client(oneDatabase, 'assets').set('text', 'x');
    await client(oneDatabase, 'assets').rpush('list', 'x');
    await fill(oneDatabase, 'assets', 'a', { video_vv: '1', user_vv: '2' });
    const app = await start(oneDatabase);
    const store = app.get(FeatureStore);
    const { columns } = await store.readAssets(['text', 'a', 'list']);
    expect([...columns.get('video_vv')!.values]).toEqual([NaN, 1, NaN]);
    expect((await store.readUser('text')).get('user_vv')).toBeNaN();
    const users = await Promise.all(['a', 'list', 'a'].map((id) => store.readUser(id)));
    expect(users.map((values) => values.get('user_vv'))).toEqual([2, NaN, 2]);
    const { values } = await app.get(Metrics, { strict: false }).skippedRecords.get();
    expect(values).toMatchObject([{ labels: { store: 'redis', reason: 'wrong_type' }, value: 4 }]);
  });

  it('counts malformed numbers', async () => {
    await fill(oneDatabase, 'assets', 'a', { video_vv: 'many', prob_asset_watch: '0,5' });
    const app = await start(oneDatabase);
    await app.get(FeatureStore).readAssets(['a', 'a']);
    const { values } = await app.get(Metrics, { strict: false }).skippedRecords.get();
    expect(values).toMatchObject([{ labels: { store: 'redis', reason: 'malformed_number' }, value: 4 }]);
  });

  it('has a further feature by its field and the settings alone', async () => {
    await fill(oneDatabase, 'assets', 'a', { ctr_7d: '0.125', mood: 'calm' });
    await fill(oneDatabase, 'users', 'u', { minutes_7d: '90' });
    const app = await start({
      ...oneDatabase,
      ASSET_FEATURES: 'video_vv, ctr_7d, mood:category',
      USER_FEATURES: 'user_vv, minutes_7d',
    });
    expect(app.get(FeatureDeclarations).all).toEqual(
      expect.arrayContaining([
        { name: 'ctr_7d', scope: 'asset', kind: 'number' },
        { name: 'mood', scope: 'asset', kind: 'category' },
        { name: 'minutes_7d', scope: 'user', kind: 'number' },
      ]),
    );
    const catalogue = app.get(FeatureCatalogue);
    const asset = { videoId: 'a', creationDate: null, productionCountries: [] };
    const { table } = await catalogue.assetTable(
      [{ ...asset, primaryCategory: null, secondaryCategory: null }],
      0,
    );
    expect(table.columns.get('ctr_7d')?.values).toEqual(new Float64Array([0.125]));
    expect(table.columns.get('mood')?.values).toEqual(['calm']);
    expect((await app.get(FeatureStore).readUser('u')).get('minutes_7d')).toBe(90);
  });

  it('bears many readers at once, of users and of whole pools', async () => {
    const ids = Array.from({ length: 1_200 }, (_, i) => `v${i}`);
    for (const [i, id] of ids.entries()) await fill(oneDatabase, 'assets', id, { video_vv: `${i}` });
    await fill(oneDatabase, 'users', 'u', { user_vv: '5' });
    const store = (await start(oneDatabase)).get(FeatureStore);
    const [users, pools] = await Promise.all([
      Promise.all(Array.from({ length: 300 }, () => store.readUser('u'))),
      Promise.all(Array.from({ length: 5 }, () => store.readAssets(ids))),
    ]);
    expect(users.every((values) => values.get('user_vv') === 5)).toBe(true);
    for (const { columns } of pools) {
      expect([...columns.get('video_vv')!.values]).toEqual(ids.map((_, i) => i));
    }
  });

  it('stops between and within pipelines when its signal is aborted', async () => {
    const store = (await start(oneDatabase)).get(FeatureStore);
    const controller = new AbortController();
    const reading = store.readAssets(
      Array.from({ length: 10_000 }, (_, i) => `v${i}`),
      controller.signal,
    );
    setImmediate(() => {
      controller.abort();
    });
    await expect(reading).rejects.toMatchObject({ name: 'StoreError', store: 'redis' });
    expect((await store.readUser('u')).get('user_vv')).toBeNaN();
  });

  it('writes nothing that is not a hash over', async () => {
    await client(oneDatabase, 'assets').set('a', 'theirs');
    const writer = (await start(oneDatabase)).get(FeatureWriter);
    await writer.open('assets', true);
    await expect(writer.write('assets', [{ id: 'a', values: { video_vv: '1' } }])).rejects.toMatchObject({
      name: 'StoreError',
      store: 'redis',
    });
    expect(await client(oneDatabase, 'assets').get('a')).toBe('theirs');
  });
});
