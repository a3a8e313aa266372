import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';

import { TcpProxy } from './tcp-proxy.js';
import { describeEngine } from './engines.js';
import { Examined } from './examined.js';
import { LocalRedis } from './local-redis.js';
import { SampleCatalogue } from './sample-catalogue.js';

/** A busy machine is not what these tests are about. */
jest.setTimeout(60_000);

const sample = new SampleCatalogue();
const { features } = sample.contents;

/** The catalogue is the embedded one; its features, and nothing else, are in Redis. */
describeEngine('redis', 'the doctor', () => {
  let server: LocalRedis;
  let other: Server | undefined;
  let proxy: TcpProxy | undefined;

  beforeAll(async () => {
    server = await LocalRedis.reserve();
    await server.start();
  });
  afterEach(async () => {
    server.goOn();
    await server.ask(async (client) => {
      await client.flushall();
      await client.acl('DELUSER', 'app');
    });
    other?.close();
    await proxy?.close();
    other = proxy = undefined;
  });
  afterAll(async () => {
    await server.remove();
    sample.remove();
  });

  /** Where the features are; how fast the machine is at the moment is not what this is about. */
  const examined = (environment: Record<string, string> = {}) =>
    Examined.of({
      ...sample.environment,
      REDIS_IP: '127.0.0.1',
      REDIS_PORT: String(server.port),
      ...environment,
    });

  interface Place {
    readonly db?: number;
    readonly prefix?: string;
  }

  function fill(kind: 'assets' | 'users', { db = 0, prefix = '' }: Place = {}): Promise<void> {
    return server.ask(async (client) => {
      const pipeline = client.pipeline();
      for (const { id, values } of features[kind]) pipeline.hset(prefix + id, values);
      await pipeline.exec();
    }, db);
  }

  const asAdmin = <T>(commands: (client: Redis) => Promise<T>) => server.ask(commands);

  it('finds features in two databases healthy, and tells what the server is', async () => {
    await fill('assets', { db: 1, prefix: 'asset:' });
    await fill('users', { db: 2, prefix: 'user:' });
    const { report, lines } = await shownBy(
      examined({ ASSET_FS_DB: '1', USER_FS_DB: '2', ASSET_KEY_PREFIX: 'asset:', USER_KEY_PREFIX: 'user:' }),
    );
    expect(report.counts).toMatchObject({ warning: 0, problem: 0, not_checked: 0 });
    expect(lines).toMatch(
      /ok feature_store: Redis 127\.0\.0\.1:\d+: Redis \d+\.\d+\.\d+, database 1 with 2,\d+ keys, database 2 with 2\d\d keys/,
    );
    expect(lines).toMatch(
      /ok asset_features: \d+ of 500 sampled videos have features \(keys 'asset:<video_id>' in database 1\): prob_pc_1_watch \d+/,
    );
    expect(lines).toMatch(/ok model: .*video_vv \(in \d+ of 500 videos\).*user_vv \(in \d+ of 50 users\)/);
    expect(lines).toMatch(/ok clock: Redis 127\.0\.0\.1:\d+ is 0\.\d s off/);
  });

  it('needs no more rights than serving', async () => {
    await fill('assets');
    await fill('users');
    await asAdmin((client) =>
      client.acl('SETUSER', 'app', 'on', '>secret', 'resetkeys', '~*', 'resetchannels', '-@all', '+hmget'),
    );
    const { report, lines } = await shownBy(examined({ REDIS_USERNAME: 'app', REDIS_PASSWORD: 'secret' }));
    expect(report.counts).toMatchObject({ warning: 0, problem: 0, not_checked: 1 });
    expect(lines).toMatch(/not_checked clock: .* does not tell its time, nor does serving need it/);
    expect(lines).toMatch(/version not told to this login, nor needed.*keys not told to this login/);
  });

  it('asks for hashes by key and for the server’s own word, and walks through nothing', async () => {
    await asAdmin((client) => client.config('RESETSTAT'));
    await examined({ ASSET_FS_DB: '1', USER_FS_DB: '2' });
    const stats = await asAdmin((client) => client.info('commandstats'));
    const calls = new Map(
      [...stats.matchAll(/^cmdstat_(\w+):calls=(\d+)/gm)].map(([, name, count]) => [name, Number(count)]),
    );
    const names = [...calls.keys()].filter((name) => name !== 'config').sort();
    expect(names).toEqual(['dbsize', 'hmget', 'info', 'quit', 'randomkey', 'select', 'time']);
    // Two samples of 500 videos, 50 users, and 50 ids in at most 16 places of each database and kind.
    expect(calls.get('hmget')).toBeLessThan(2 * 500 + 50 + 2 * 2 * 16 * 50 + 100);
    expect(calls.get('randomkey')).toBeLessThanOrEqual(2 * 2 * 20);
  });

  it.each([
    [
      'another prefix',
      { db: 0, prefix: 'feature:video:' },
      {},
      /found with ASSET_KEY_PREFIX=feature:video:$/,
    ],
    [
      'a prefix where there is none',
      {},
      { ASSET_KEY_PREFIX: 'asset:' },
      /found with ASSET_KEY_PREFIX=\(unset\)$/,
    ],
    ['a prefix without a colon', { prefix: 'VIDEO' }, {}, /found with ASSET_KEY_PREFIX=VIDEO$/],
  ])('names the prefix that is meant: %s', async (_, place, environment, advice) => {
    await fill('assets', place);
    await fill('users', { db: 4 });
    const { problems } = await examined({ USER_FS_DB: '4', ...environment });
    expect(problems).toEqual([
      expect.stringMatching(/^problem asset_features: none of 500 sampled videos has any of/),
    ]);
    expect(problems[0]).toMatch(/keys there look like \S*#/);
    expect(problems[0]).toMatch(advice);
  });

  it('names the database that is meant: both exchanged', async () => {
    await fill('assets', { db: 2 });
    await fill('users', { db: 1 });
    const { problems } = await examined({ ASSET_FS_DB: '1', USER_FS_DB: '2' });
    expect(problems).toEqual([
      expect.stringMatching(
        /^problem asset_features: .* were found with ASSET_FS_DB=2 and ASSET_KEY_PREFIX=\(unset\)$/,
      ),
      expect.stringMatching(
        /^problem user_features: .* were found with USER_FS_DB=1 and USER_KEY_PREFIX=\(unset\)$/,
      ),
    ]);
  });

  it('names the databases that hold keys: a third one', async () => {
    await fill('assets', { db: 5 });
    await fill('users');
    const { problems } = await examined({ ASSET_FS_DB: '3' });
    expect(problems).toEqual([
      expect.stringMatching(
        /in database 3\).*see ASSET_KEY_PREFIX and ASSET_FS_DB.*Databases with keys: 0 \(\d+\), 5 \(2,\d+\)/,
      ),
    ]);
  });

  it('says that nothing is there at all', async () => {
    const { problems } = await examined();
    expect(problems.join('\n')).toMatch(
      /asset_features: .*Redis holds no key at all: see REDIS_IP[^]*user_features: /,
    );
  });

  it.each([
    [
      'a wrong password',
      { REDIS_USERNAME: 'app', REDIS_PASSWORD: 'wrong' },
      ['on', '>secret', '~*', '+@all'],
      /refuses the login: .*WRONGPASS.* → see REDIS_PASSWORD/,
    ],
    [
      'no right to read',
      { REDIS_USERNAME: 'app', REDIS_PASSWORD: 'secret' },
      ['on', '>secret', '~*', '+@all', '-hmget'],
      /does not let this login read: .*NOPERM.*\+hmget/,
    ],
    [
      'no right to the keys',
      { REDIS_USERNAME: 'app', REDIS_PASSWORD: 'secret' },
      ['on', '>secret', '~others:*', '+@all'],
      /does not let this login read: .*NOPERM.*~ASSET_KEY_PREFIX/,
    ],
    [
      'no right to the database',
      { REDIS_USERNAME: 'app', REDIS_PASSWORD: 'secret', ASSET_FS_DB: '3', USER_FS_DB: '3' },
      ['on', '>secret', '~*', '+@all', '-select'],
      /does not let this login choose the database: .*\+select/,
    ],
  ])('names %s, and keeps the password to itself', async (_, environment, rights, cause) => {
    await asAdmin((client) => client.acl('SETUSER', 'app', ...rights));
    const one = await examined(environment);
    expect(one.problems).toEqual([expect.stringMatching(cause)]);
    expect(one.notChecked).toEqual(['asset_features', 'user_features', 'clock']);
    expect(one.ok).toEqual(expect.arrayContaining(['assets', 'users', 'model', 'memory']));
    expect(JSON.stringify(one.report)).not.toMatch(/secret"|wrong"/);
  });

  it('names records that may not be read where the probe may', async () => {
    const rights = ['on', '>secret', 'resetkeys', '~upnext:*', '+@all'];
    await asAdmin((client) => client.acl('SETUSER', 'app', ...rights));
    const { problems, report } = await examined({ REDIS_USERNAME: 'app', REDIS_PASSWORD: 'secret' });
    expect(problems).toEqual([
      expect.stringMatching(
        /^problem asset_features: the features of 500 sampled videos cannot be read: NOPERM .* → the user needs HMGET/,
      ),
      expect.stringMatching(
        /^problem user_features: the features of \d+ sampled users cannot be read: NOPERM .* → the user needs HMGET/,
      ),
    ]);
    expect(report.status).toBe('problems');
  });

  it('names a login that is missing', async () => {
    await asAdmin((client) => client.config('SET', 'requirepass', 'secret'));
    try {
      expect((await examined()).problems).toEqual([
        expect.stringMatching(/refuses the login: .*NOAUTH.* → see REDIS_PASSWORD/),
      ]);
    } finally {
      const client = new Redis({ port: server.port, password: 'secret' });
      await client.config('SET', 'requirepass', '');
      await client.quit();
    }
  });

  it('names a database that does not exist', async () => {
    const { problems } = await examined({ ASSET_FS_DB: '99' });
    expect(problems).toEqual([
      expect.stringMatching(/does not have the database: .* → see ASSET_FS_DB and USER_FS_DB/),
    ]);
  });

  it('names a server that is not there', async () => {
    const { problems } = await examined({ REDIS_PORT: '9' });
    expect(problems).toEqual([
      expect.stringMatching(
        /^problem feature_store: Redis 127\.0\.0\.1:9 is not reached: .*ECONNREFUSED.* → .*REDIS_PORT/,
      ),
    ]);
  });

  it('names a server that hangs, and does not wait long', async () => {
    server.hang();
    const { problems, report } = await examined();
    expect(problems).toEqual([expect.stringMatching(/^problem feature_store: .* does not answer in time/)]);
    expect(report.duration_ms).toBeLessThan(15_000);
  });

  it('names a server that is too slow for requests', async () => {
    await fill('assets');
    await fill('users');
    proxy = await TcpProxy.of(server.port);
    proxy.delayMs = 80;
    const { problems } = await examined({ REDIS_PORT: String(proxy.port), USER_READ_TIMEOUT_MS: '30' });
    expect(problems.join('\n')).toMatch(
      /feature_store: features can be read; one record takes \d+\.\d ms .*answers go without the user's features/,
    );
  });

  it('names a server that is something else', async () => {
    other = createServer((_, response) => response.end('<html>'));
    await new Promise<void>((resolve) => other!.listen(0, '127.0.0.1', resolve));
    const { problems } = await examined({ REDIS_PORT: String((other.address() as AddressInfo).port) });
    expect(problems).toEqual([
      expect.stringMatching(/does not speak as Redis does: .* → see REDIS_IP and REDIS_PORT/),
    ]);
  });

  describe('looks at what is stored', () => {
    /** The sampled ids are those of the embedded catalogue's newest videos; all of the sample world's get a record. */
    beforeEach(() => fill('users', { db: 4 }));
    const store = (values: (index: number) => Record<string, string>) =>
      server.ask(async (client) => {
        const pipeline = client.pipeline();
        features.assets.forEach(({ id }, index) => pipeline.hset(id, values(index)));
        await pipeline.exec();
      });

    it('and names keys that hold something else', async () => {
      await server.ask(async (client) => {
        const pipeline = client.pipeline();
        for (const { id } of features.assets) pipeline.set(id, 'text');
        await pipeline.exec();
      });
      const { problems } = await examined({ USER_FS_DB: '4' });
      expect(problems).toEqual([
        expect.stringMatching(
          /asset_features: the keys of \d+ of 500 sampled videos hold something other than a hash/,
        ),
      ]);
    });

    it('and names numbers that are none, and those that cannot be', async () => {
      await store((index) => ({
        prob_pc_1_watch: '0,31',
        video_vv: index % 7 === 0 ? '-1' : '12',
        prob_asset_watch: '31',
      }));
      const one = await examined({ USER_FS_DB: '4' });
      expect(one.problems).toEqual([
        expect.stringMatching(/prob_pc_1_watch is no number in (\d+) of \1 values, as "0,31"/),
        expect.stringMatching(/prob_asset_watch is out of range in (\d+) of \1 values, as "31"/),
      ]);
      expect(one.warnings).toEqual([
        expect.stringMatching(/video_vv is out of range in \d+ of \d+ values, as "-1"/),
      ]);
    });

    it('and names a field that is spelt otherwise', async () => {
      await store(() => ({ prob_pc_1_watch: '0.3', video_vv: '12', probAssetWatch: '0.3' }));
      const { problems } = await examined({ USER_FS_DB: '4' });
      expect(problems).toEqual([
        expect.stringMatching(/no sampled video has prob_asset_watch.*take it out of ASSET_FEATURES/),
      ]);
    });
  });
});

async function shownBy(examination: Promise<Examined>) {
  const one = await examination;
  return { report: one.report, lines: one.lines().join('\n') };
}
