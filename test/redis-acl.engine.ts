import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';

import { FeatureStore } from '../src/feature-store/feature-store.js';
import { failureReason } from '../src/health/failure-reason.js';
import { RedisProbe } from '../src/redis/redis.probe.js';
import type { Environment } from '../src/settings/parse-settings.js';
import { describeEngine } from './engines.js';
import { eventually } from './eventually.js';
import { featureStoreApp, KeptLog } from './feature-store-app.js';
import { LocalRedis } from './local-redis.js';

const PASSWORD = 'opensesame';

describeEngine('redisAcl', 'feature store', () => {
  let server: LocalRedis;
  let app: INestApplicationContext | undefined;
  let log: KeptLog;

  beforeAll(async () => {
    server = await LocalRedis.reserve({ password: 'of-the-default-user' });
    await server.start('--requirepass', 'of-the-default-user');
    for (const db of [0, 1]) {
      await server.ask(async (client) => {
        await client.hset('asset:v', { video_vv: '7' });
        await client.hset('user:u', { user_vv: '5' });
      }, db);
    }
  });
  beforeEach(async () => {
    log = new KeptLog();
    await server.ask((client) => client.acl('LOG', 'RESET'));
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    await server.ask((client) => client.acl('DELUSER', 'app'));
  });
  afterAll(async () => {
    await server.remove();
  });

  /** With a login that may do this alone. */
  async function start(rules: readonly string[], more: Environment = {}): Promise<FeatureStore> {
    const login = ['on', `>${PASSWORD}`, 'resetkeys', 'resetchannels', '-@all', ...rules];
    await server.ask((client) => client.acl('SETUSER', 'app', ...login));
    const settings = {
      REDIS_IP: '127.0.0.1',
      REDIS_PORT: String(server.port),
      REDIS_USERNAME: 'app',
      REDIS_PASSWORD: PASSWORD,
      ASSET_KEY_PREFIX: 'asset:',
      USER_KEY_PREFIX: 'user:',
    };
    app = await featureStoreApp({ ...settings, ...more }, log);
    return app.get(FeatureStore);
  }

  const probe = () => app!.get(RedisProbe, { strict: false }).check(AbortSignal.timeout(1_000));
  const reason = async () => failureReason(await probe().catch((error: unknown) => error));
  const said = () => log.lines.filter((line) => line.startsWith('redis')).join('\n');

  async function readsAsset(store: FeatureStore): Promise<void> {
    expect((await store.readAssets(['v'])).columns.get('video_vv')?.values[0]).toBe(7);
  }

  async function readsUser(store: FeatureStore): Promise<void> {
    expect((await store.readUser('u')).get('user_vv')).toBe(5);
  }

  const enough: [string, string[], Environment][] = [
    ['HMGET', ['~*', '+hmget'], {}],
    ['HMGET on the prefixes', ['~asset:*', '~user:*', '+hmget'], {}],
    [
      'HMGET and SELECT, for another database',
      ['~*', '+hmget', '+select'],
      { ASSET_FS_DB: '1', USER_FS_DB: '1' },
    ],
    ['HMGET and SELECT, for two', ['~asset:*', '~user:*', '+hmget', '+select'], { USER_FS_DB: '1' }],
  ];
  it.each(enough)('works, and is healthy, with %s alone', async (_, rules, more) => {
    const store = await start(rules, more);
    await readsAsset(store);
    await readsUser(store);
    await probe();
    expect(await server.ask((client) => client.acl('LOG'))).toEqual([]);
    expect(said()).toBe('');
  });

  it('says that the password is wrong', async () => {
    const store = await start(['~*', '+hmget'], { REDIS_PASSWORD: 'other-word' });
    await expect(store.readUser('u')).rejects.toThrow(/WRONGPASS .*REDIS_PASSWORD/);
    expect(await reason()).toBe('WRONGPASS');
    expect(said()).toMatch(/WRONGPASS .*REDIS_PASSWORD/);
    expect(log.lines.join('\n')).not.toContain('other-word');
  });

  it('says that a password is missing', async () => {
    const store = await start(['~*', '+hmget'], { REDIS_USERNAME: undefined, REDIS_PASSWORD: undefined });
    await expect(store.readUser('u')).rejects.toThrow(/NOAUTH .*REDIS_PASSWORD/);
    expect(await reason()).toBe('NOAUTH');
  });

  it('says that reading is not permitted, and reads once it is', async () => {
    const store = await start(['~*', '+get']);
    await expect(store.readUser('u')).rejects.toThrow(/NOPERM .*HMGET/);
    expect(await reason()).toBe('NOPERM');
    expect(said()).toMatch(/NOPERM/);
    await server.ask((client) => client.acl('SETUSER', 'app', '+hmget'));
    await eventually(() => readsUser(store), 5_000);
    await probe();
  });

  it('reads what it may, and is not called healthy, where keys of one kind are not permitted', async () => {
    const store = await start(['~asset:*', '+hmget']);
    await readsAsset(store);
    await expect(store.readUser('u')).rejects.toThrow(/NOPERM/);
    await expect(probe()).rejects.toThrow(/NOPERM/);
    expect(await reason()).toBe('NOPERM');
  });

  it('says that the database may not be selected', async () => {
    const store = await start(['~*', '+hmget'], { ASSET_FS_DB: '1', USER_FS_DB: '1' });
    await expect(store.readUser('u')).rejects.toThrow(/NOPERM .*SELECT/);
    expect(await reason()).toBe('NOPERM');
  });
});
