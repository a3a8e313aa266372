import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';

import { FeatureStore } from '../src/feature-store/feature-store.js';
import { RedisProbe } from '../src/redis/redis.probe.js';
import type { Environment } from '../src/settings/parse-settings.js';
import { BuiltService, FROM_SOURCES } from './drills/built-service.js';
import { measure, TABLE_HEAD, tableRow } from './drills/measured.js';
import { SteadyLoad } from './drills/steady-load.js';
import { describeEngine } from './engines.js';
import { eventually } from './eventually.js';
import { Examined } from './examined.js';
import { featureStoreApp, KeptLog } from './feature-store-app.js';
import { LocalRedisSentinels } from './local-redis-sentinels.js';
import { filledBy, redisContracts } from './redis-contracts.js';
import { SampleCatalogue } from './sample-catalogue.js';
import { fillSample } from './sample-in-stores.js';

const USERS = 50;
const PER_SECOND = 50;
/** Sentinels take a second to be sure, and some more to agree; reading goes on at most a second after that. */
const WHOLE_WITHIN_MS = 10_000;

describeEngine('redisSentinel', 'feature store', () => {
  let sentinels: LocalRedisSentinels;
  let app: INestApplicationContext | undefined;
  let raw: Record<number, Redis> = {};
  let log: KeptLog;

  beforeAll(async () => {
    sentinels = await LocalRedisSentinels.start();
    const { port } = await sentinels.master();
    const password = LocalRedisSentinels.PASSWORD;
    raw = Object.fromEntries([1, 2].map((db) => [db, new Redis({ port, password, db })]));
    for (const client of Object.values(raw)) client.on('error', () => undefined);
  }, 40_000);
  beforeEach(() => {
    log = new KeptLog();
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  afterAll(async () => {
    for (const client of Object.values(raw)) client.disconnect();
    await sentinels.remove();
  });

  const environment = (): Environment => ({
    REDIS_IP: sentinels.ports.map((port) => `127.0.0.1:${port}`).join(','),
    REDIS_SENTINEL_MASTER: LocalRedisSentinels.MASTER,
    REDIS_SENTINEL_PASSWORD: LocalRedisSentinels.SENTINEL_PASSWORD,
    REDIS_PASSWORD: LocalRedisSentinels.PASSWORD,
    ASSET_FS_DB: '1',
    USER_FS_DB: '2',
  });

  redisContracts({
    environment,
    ...filledBy(
      () => raw[1]!,
      () => raw[2]!,
    ),
  });

  it('finds the master by any sentinel that answers', async () => {
    const [first] = sentinels.ports;
    const listed = `127.0.0.1:9,127.0.0.1:${first}`;
    await raw[2]!.hset('u', { user_vv: '5' });
    app = await featureStoreApp({ ...environment(), REDIS_IP: listed }, log);
    expect((await app.get(FeatureStore).readUser('u')).get('user_vv')).toBe(5);
  });

  const mistakes: [string, Environment, RegExp][] = [
    ["the sentinels' password", { REDIS_SENTINEL_PASSWORD: 'wrong' }, /sentinel .*WRONGPASS/],
    ['the name of the master', { REDIS_SENTINEL_MASTER: 'other' }, /sentinel .*REDIS_SENTINEL_MASTER/],
    ["Redis' own password", { REDIS_PASSWORD: 'wrong' }, /WRONGPASS .*REDIS_PASSWORD/],
    ['the sentinels', { REDIS_IP: '127.0.0.1:9' }, /sentinel 127\.0\.0\.1:9 because/],
  ];
  it.each(mistakes)('says that %s is not right', async (_, settings, said) => {
    app = await featureStoreApp({ ...environment(), ...settings }, log);
    const store = app.get(FeatureStore);
    await eventually(() => expect(store.readUser('u')).rejects.toThrow(said), 3_000);
    const probe = app.get(RedisProbe, { strict: false });
    await eventually(() => expect(probe.check(AbortSignal.timeout(1_000))).rejects.toThrow(said), 3_000);
    expect(log.lines.filter((line) => line.startsWith('redis')).join('\n')).toMatch(said);
    expect(log.lines.join('\n')).not.toMatch(/-secret/);
  });

  it('is healthy under examination, and a problem where the master has another name', async () => {
    const sample = new SampleCatalogue();
    try {
      await raw[1]!.flushall();
      await fillSample(sample, raw[1]!, raw[2]!);
      const settings = { ...sample.environment, ...environment() };
      const examined = await Examined.of(settings);
      expect(examined.report).toMatchObject({ status: 'healthy', counts: { not_checked: 0 } });
      expect(examined.ok).toContain('user_features');
      const misnamed = await Examined.of({ ...settings, REDIS_SENTINEL_MASTER: 'other' });
      expect(misnamed.problems).toEqual([
        expect.stringMatching(
          /^problem feature_store: .*sentinel .* → it watches no REDIS_SENTINEL_MASTER of this name$/,
        ),
      ]);
      expect(JSON.stringify([examined, misnamed])).not.toMatch(/-secret/);
    } finally {
      sample.remove();
    }
  }, 20_000);

  it('answers every request while the master fails and a replica takes over', async () => {
    await raw[1]!.flushall();
    for (let i = 0; i < USERS; i += 1)
      await raw[2]!.hset(`u${i}`, { user_vv: String(i), prob_user_watch: '0.5' });
    const folder = await mkdtemp(join(tmpdir(), 'upnext-failover-'));
    const settings = { ...environment(), PATH: process.env.PATH, DATA_DIR: folder, LOG_LEVEL: 'warn' };
    const service = await BuiltService.start(settings, folder, join(folder, 'log'), '', FROM_SOURCES);
    const url = `${service.url}/get_recommendations/`;
    const load = new SteadyLoad(url, PER_SECOND, (n) => ({ user_id: `u${n % USERS}`, user_country: 'BR' }));
    const master = await sentinels.master();
    load.start();
    await pause(5_000);
    load.answers.length = 0; // pools were cold
    await pause(2_000);
    const began = Date.now();
    await master.kill();
    await pause(WHOLE_WITHIN_MS);
    await load.stop();
    await service.stop();
    await rm(folder, { recursive: true });

    const measured = measure('Redis master killed (kill -9), Sentinel', load.answers, began, began);
    process.stderr.write(`${TABLE_HEAD}\n${tableRow(measured)}\n`);
    const parts = new Set(load.answers.flatMap(({ degraded }) => degraded));
    for (const part of parts) {
      const times = load.answers
        .filter(({ degraded }) => degraded.includes(part))
        .map(({ at }) => at - began);
      process.stderr.write(`${part} missing from ${Math.min(...times)} to ${Math.max(...times)} ms\n`);
    }
    expect([...measured.statuses.keys()]).toEqual([200]);
    expect(measured.recoveryMs).toBeLessThan(WHOLE_WITHIN_MS);
    expect([...parts].filter((part) => part !== 'user_features' && part !== 'asset_features')).toEqual([]);
    expect(parts.has('user_features')).toBe(true);
    expect(await sentinels.master()).not.toBe(master);
  }, 60_000);
});
