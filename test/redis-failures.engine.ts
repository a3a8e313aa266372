import { inspect } from 'node:util';

import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';

import { FeatureStore } from '../src/feature-store/feature-store.js';
import { FeatureWriter } from '../src/feature-store/feature-writer.js';
import { RedisProbe } from '../src/redis/redis.probe.js';
import type { Environment } from '../src/settings/parse-settings.js';
import { describeEngine } from './engines.js';
import { eventually } from './eventually.js';
import { featureStoreApp, KeptLog } from './feature-store-app.js';
import { LocalRedis } from './local-redis.js';

/** Whole again this soon after Redis is back. */
const RECOVERY_MS = 5_000;
/** A read that cannot be answered says so this soon: at once, with room for a busy machine. */
const AT_ONCE_MS = 100;
const failure = { name: 'StoreError', store: 'redis' };

describeEngine('redis', 'Redis that fails', () => {
  let server: LocalRedis;
  let app: INestApplicationContext | undefined;
  let log: KeptLog;

  beforeAll(async () => {
    server = await LocalRedis.reserve();
  });
  beforeEach(() => {
    log = new KeptLog();
  });
  afterEach(async () => {
    server.goOn();
    await app?.close();
    app = undefined;
    await server.kill();
  });
  afterAll(async () => {
    await server.remove();
  });

  async function start(environment: Environment = {}): Promise<FeatureStore> {
    const address = { REDIS_IP: '127.0.0.1', REDIS_PORT: String(server.port) };
    app = await featureStoreApp({ ...address, ...environment }, log);
    return app.get(FeatureStore);
  }

  async function startServer(...more: string[]): Promise<void> {
    await server.start(...more);
    await server.ask(async (client) => {
      await client.flushall();
      await client.hset('u', { user_vv: '5' });
      await client.hset('v', { video_vv: '7' });
    });
  }

  async function readsUser(store: FeatureStore): Promise<void> {
    expect((await store.readUser('u')).get('user_vv')).toBe(5);
  }

  async function took(work: Promise<unknown>): Promise<number> {
    const begin = performance.now();
    await work.catch(() => undefined);
    return performance.now() - begin;
  }

  const said = () => log.lines.filter((line) => line.startsWith('redis'));

  it('by kill -9: reads fail at once, and work again once it is back', async () => {
    await startServer();
    const store = await start({ USER_FS_DB: '0', ASSET_FS_DB: '0' });
    await readsUser(store);
    await server.kill();
    await eventually(() => expect(store.readUser('u')).rejects.toMatchObject(failure), 1_000);
    expect(await took(store.readUser('u'))).toBeLessThan(AT_ONCE_MS);
    expect(await took(store.readAssets(Array.from({ length: 1_000 }, String)))).toBeLessThan(AT_ONCE_MS);
    await server.start();
    await eventually(() => readsUser(store), RECOVERY_MS);
    const { columns } = await store.readAssets(['v']);
    expect(columns.get('video_vv')?.values[0]).toBe(7);
  });

  it('by kill -9 while reading: every read ends', async () => {
    await startServer();
    const store = await start();
    const ids = Array.from({ length: 10_000 }, String);
    const reads = Array.from({ length: 10 }, () => store.readAssets(ids));
    const settled = Promise.allSettled(reads);
    await server.kill();
    for (const outcome of await settled) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(failure);
    }
    await server.start();
    await eventually(() => readsUser(store), RECOVERY_MS);
  });

  it('by hanging: reads end with their signal, then at once, and work again once it goes on', async () => {
    await startServer();
    const store = await start();
    await readsUser(store);
    server.hang();
    const waited = await took(store.readUser('u', AbortSignal.timeout(30)));
    expect(waited).toBeLessThan(30 + AT_ONCE_MS);
    await eventually(async () => {
      expect(await took(store.readUser('u'))).toBeLessThan(AT_ONCE_MS);
    }, 5_000);
    await expect(store.readUser('u')).rejects.toMatchObject(failure);
    await expect(app!.get(RedisProbe, { strict: false }).check(AbortSignal.timeout(1_000))).rejects.toThrow();
    server.goOn();
    await eventually(() => readsUser(store), RECOVERY_MS);
  });

  it('by hanging for so short that no read ran out of time: the same connection goes on', async () => {
    await startServer();
    const store = await start();
    server.hang();
    await expect(store.readUser('u', AbortSignal.timeout(30))).rejects.toMatchObject(failure);
    server.goOn();
    await eventually(() => readsUser(store), RECOVERY_MS);
    expect(said()).toEqual([]);
  });

  it('before the start: the start waits a second at most, and goes on without', async () => {
    const begin = performance.now();
    const store = await start();
    expect(performance.now() - begin).toBeLessThan(2_500);
    await expect(store.readUser('u')).rejects.toMatchObject(failure);
    await startServer();
    await eventually(() => readsUser(store), RECOVERY_MS);
  });

  it('is logged when it begins and when it ends, not per attempt', async () => {
    await startServer();
    const store = await start();
    await server.kill();
    await eventually(() => expect(store.readUser('u')).rejects.toThrow('not connected'), 1_000);
    for (let i = 0; i < 100; i += 1) await expect(store.readUser('u')).rejects.toMatchObject(failure);
    await server.start();
    await eventually(() => readsUser(store), RECOVERY_MS);
    expect(said()).toHaveLength(2);
    expect(said()[0]).toMatch(/^redis \(assets and users\) fails: /);
    expect(said()[1]).toMatch(/^redis \(assets and users\) works again after /);
  });

  it('does not keep the application from closing, and an open connection is closed', async () => {
    await startServer();
    await start();
    await app!.close();
    await eventually(async () => {
      const clients = await server.ask((client) => client.client('LIST'));
      expect(String(clients).trim().split('\n')).toHaveLength(1);
    }, 1_000);
    for (const fails of ['hangs', 'is gone']) {
      await start();
      if (fails === 'hangs') server.hang();
      else await server.kill();
      expect(await took(app!.close())).toBeLessThan(1_500);
    }
    app = undefined;
  });

  it('serves with a login that may do nothing but read features', async () => {
    await startServer();
    await server.ask((client) =>
      client.acl('SETUSER', 'app', 'on', '>secret', 'resetkeys', '~*', 'resetchannels', '-@all', '+hmget'),
    );
    const store = await start({ REDIS_USERNAME: 'app', REDIS_PASSWORD: 'secret' });
    await readsUser(store);
    expect((await store.readAssets(['v'])).columns.get('video_vv')?.values[0]).toBe(7);
    const answer = await app!.get(RedisProbe, { strict: false }).check(AbortSignal.timeout(1_000));
    expect(answer).toEqual({ connections: 1 });
    expect(await server.ask((client) => client.acl('LOG'))).toEqual([]);
  });

  it('by refusing the login: reads fail, and work once it accepts it; the password is not logged', async () => {
    await startServer();
    await server.ask((client) => client.acl('SETUSER', 'app', 'on', '>other', '~*', '+hmget'));
    const store = await start({ REDIS_USERNAME: 'app', REDIS_PASSWORD: 'opensesame' });
    await expect(store.readUser('u')).rejects.toMatchObject(failure);
    expect(said()[0]).toMatch(/WRONGPASS/);
    await expect(store.readUser('u')).rejects.toThrow(/not connected: WRONGPASS/);
    const thrown: unknown = await store.readUser('u').catch((error: unknown) => error);
    expect(inspect(thrown, { depth: null, showHidden: true })).not.toContain('opensesame');
    await server.ask((client) => client.acl('SETUSER', 'app', '>opensesame'));
    await eventually(() => readsUser(store), RECOVERY_MS);
    expect(log.lines.join('\n')).not.toContain('opensesame');
  });

  it.each([
    ['does not exist', '99', '+@all'],
    ['may not be selected', '3', '-select'],
  ])('reads nothing at all where the database %s', async (_, db, permission) => {
    await startServer();
    await server.ask((client) => client.acl('SETUSER', 'app', 'on', '>secret', '~*', '+@all', permission));
    const login = { REDIS_USERNAME: 'app', REDIS_PASSWORD: 'secret' };
    const store = await start({ ...login, ASSET_FS_DB: db, USER_FS_DB: db });
    const until = performance.now() + 1_500;
    while (performance.now() < until) {
      await expect(store.readUser('u')).rejects.toMatchObject(failure);
      await expect(store.readAssets(['v'])).rejects.toMatchObject(failure);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(said()[0]).toMatch(/^redis \(assets and users\) fails: (ERR DB index|NOPERM)/);
  });

  it('never sees a command that walks through keys', async () => {
    await startServer();
    await server.ask((client) => client.config('RESETSTAT'));
    const store = await start({ ASSET_FS_DB: '1', USER_FS_DB: '2' });
    await store.readAssets(['a', 'b']);
    await store.readUser('u');
    await app!.get(RedisProbe, { strict: false }).check(AbortSignal.timeout(1_000));
    await app!.get(FeatureWriter).open('assets', false);
    await app!.close();
    app = undefined;
    const stats = await server.ask((client) => client.info('commandstats'));
    const commands = [...stats.matchAll(/^cmdstat_(\w+)/gm)].map(([, name]) => name).sort();
    // `info` is this test's own.
    expect(commands.filter((name) => name !== 'info' && name !== 'config')).toEqual([
      'dbsize',
      'hmget',
      'hset',
      'quit',
      'select',
    ]);
  });
});
