import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import calculateSlot from 'cluster-key-slot';

import { FeatureStore } from '../src/feature-store/feature-store.js';
import { FeatureWriter } from '../src/feature-store/feature-writer.js';
import { RedisProbe } from '../src/redis/redis.probe.js';
import type { Environment } from '../src/settings/parse-settings.js';
import { describeEngine } from './engines.js';
import { eventually } from './eventually.js';
import { Examined } from './examined.js';
import { featureStoreApp, KeptLog } from './feature-store-app.js';
import type { LocalRedis } from './local-redis.js';
import { LocalRedisCluster } from './local-redis-cluster.js';
import { redisContracts } from './redis-contracts.js';
import { SampleCatalogue } from './sample-catalogue.js';

const failure = { name: 'StoreError', store: 'redis' };
/** Answered, or refused, without waiting for a node that is away; with room for a busy machine. */
const AT_ONCE_MS = 100;
const RECOVERY_MS = 5_000;
const IDS = Array.from({ length: 1_000 }, (_, i) => `v${i}`);
const VALUES = IDS.map((_, i) => i);

describeEngine('redisCluster', 'feature store', () => {
  let cluster: LocalRedisCluster;
  let app: INestApplicationContext | undefined;
  let log: KeptLog;

  beforeAll(async () => {
    cluster = await LocalRedisCluster.start();
  }, 30_000);
  beforeEach(async () => {
    log = new KeptLog();
    await cluster.empty();
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  afterAll(async () => {
    await cluster.remove();
  });

  /** One of the nodes is enough to find the others. */
  const environment = (): Environment => ({
    REDIS_CLUSTER: 'true',
    REDIS_IP: `127.0.0.1:${cluster.nodes[0]!.port},127.0.0.1:${cluster.nodes[1]!.port}`,
  });

  async function start(more: Environment = {}): Promise<FeatureStore> {
    app = await featureStoreApp({ ...environment(), ...more }, log);
    return app.get(FeatureStore);
  }

  async function fill(): Promise<void> {
    await Promise.all(IDS.map((id, i) => cluster.hset(id, { video_vv: String(i), user_vv: String(i) })));
  }

  async function values(store: FeatureStore, ids: readonly string[] = IDS): Promise<number[]> {
    const { columns } = await store.readAssets(ids);
    return [...columns.get('video_vv')!.values] as number[];
  }

  /** How often a node answered a command, or refused it for a reason. */
  async function count(node: LocalRedis, pattern: RegExp): Promise<number> {
    const stats = await node.ask((client) => client.info('everything'));
    return Number(pattern.exec(stats)?.[1] ?? 0);
  }

  async function took(work: Promise<unknown>): Promise<number> {
    const begin = performance.now();
    await work.catch(() => undefined);
    return performance.now() - begin;
  }

  const probe = () => app!.get(RedisProbe, { strict: false }).check(AbortSignal.timeout(2_000));

  describe.each([
    ['without prefixes', {}],
    ['with prefixes', { ASSET_KEY_PREFIX: 'fs:asset:', USER_KEY_PREFIX: 'fs:user:' }],
  ])('%s', (_, prefixes) => {
    redisContracts({
      environment: () => ({ ...environment(), ...prefixes }),
      hset: (_kind, key, fields) => cluster.hset(key, fields),
      empty: () => cluster.empty(),
    });
  });

  it('reads the keys of a pool from the nodes that have them, without a detour', async () => {
    await fill();
    const store = await start();
    await Promise.all(cluster.nodes.map((node) => node.ask((client) => client.config('RESETSTAT'))));
    expect(await values(store)).toEqual(VALUES);
    const reads = await Promise.all(cluster.nodes.map((node) => count(node, /cmdstat_hmget:calls=(\d+)/)));
    expect(reads.reduce((sum, n) => sum + n, 0)).toBe(IDS.length);
    for (const n of reads) expect(n).toBeGreaterThan(IDS.length / 6);
    for (const node of cluster.nodes) expect(await count(node, /errorstat_MOVED:count=(\d+)/)).toBe(0);
    expect(await probe()).toEqual({ connections: 1 });
    expect(log.lines.filter((line) => line.startsWith('redis'))).toEqual([]);
  });

  it('bears many readers at once', async () => {
    await fill();
    const store = await start();
    const reads = await Promise.all(IDS.map((id) => store.readUser(id)));
    expect(reads.map((user) => user.get('user_vv'))).toEqual(VALUES);
    const pools = await Promise.all(Array.from({ length: 5 }, () => values(store)));
    for (const pool of pools) expect(pool).toEqual(VALUES);
  });

  it('follows keys while their slot moves, and once it has moved', async () => {
    await fill();
    const tagged = Array.from({ length: 20 }, (_, i) => `{moving}${i}`);
    for (const [i, id] of tagged.entries())
      await cluster.hset(id, { video_vv: String(i), user_vv: String(i) });
    const all = [...IDS, ...tagged];
    const expected = [...VALUES, ...tagged.map((_, i) => i)];
    const store = await start();
    const from = await cluster.ownerOf('{moving}');
    const to = cluster.nodes.find((node) => node !== from)!;
    await cluster.beginMove('{moving}', from, to);
    await cluster.migrate(tagged.slice(0, 10), from, to);
    expect(await values(store, all)).toEqual(expected);
    for (const [i, id] of tagged.entries()) expect((await store.readUser(id)).get('user_vv')).toBe(i);
    const writer = app!.get(FeatureWriter);
    await writer.write('assets', [
      { id: tagged[0]!, values: { video_vv: '1' } },
      { id: tagged[19]!, values: { video_vv: '1' } },
      { id: tagged[0]!, values: { video_vv: '100' } },
      { id: '{moving}new', values: { video_vv: '200' } },
    ]);
    expect(await values(store, [tagged[0]!, tagged[19]!, '{moving}new'])).toEqual([100, 1, 200]);

    await cluster.endMove('{moving}', from, to);
    expect(await values(store, [...IDS, ...tagged.slice(1, 19)])).toEqual([
      ...VALUES,
      ...tagged.slice(1, 19).map((_, i) => i + 1),
    ]);
    // Learnt: the next reads go to the right node at once.
    await eventually(async () => {
      await from.ask((client) => client.config('RESETSTAT'));
      expect(await values(store, tagged.slice(1, 3))).toEqual([1, 2]);
      expect(await count(from, /errorstat_MOVED:count=(\d+)/)).toBe(0);
    }, 2_000);
    await cluster.beginMove('{moving}', to, from);
    await cluster.endMove('{moving}', to, from);
  });

  it('reads with a login that may do nothing but that', async () => {
    await fill();
    const permitted = ['+hmget', '+cluster|slots', '+asking'];
    const login = ['on', '>secret', 'resetkeys', '~*', 'resetchannels', '-@all', ...permitted];
    for (const node of cluster.nodes) {
      await node.ask((client) => client.acl('SETUSER', 'reader', ...login));
      await node.ask((client) => client.acl('LOG', 'RESET'));
    }
    const store = await start({ REDIS_USERNAME: 'reader', REDIS_PASSWORD: 'secret' });
    expect(await values(store)).toEqual(VALUES);
    await probe();
    for (const node of cluster.nodes) {
      const refused = (await node.ask((client) => client.acl('LOG'))) as string[][];
      // The client gives the connection that asks for slots a name, and does without where it may not.
      expect(refused.map((entry) => entry[7]).filter((command) => command !== 'client|setname')).toEqual([]);
    }
  });

  it.each([
    ['the password', { REDIS_PASSWORD: 'wrong', REDIS_USERNAME: 'nobody' }, /WRONGPASS .*REDIS_PASSWORD/],
    ['permission', { REDIS_PASSWORD: 'secret', REDIS_USERNAME: 'hmget' }, /NOPERM .*CLUSTER SLOTS/],
  ])('says that %s is missing', async (_, login, said) => {
    for (const node of cluster.nodes) {
      await node.ask((client) => client.acl('SETUSER', 'hmget', 'on', '>secret', '~*', '-@all', '+hmget'));
    }
    const store = await start(login);
    await expect(store.readUser('u')).rejects.toThrow(said);
    await expect(probe()).rejects.toThrow(said);
    expect(log.lines.find((line) => line.startsWith('redis'))).toMatch(said);
  });

  it('says that it is a cluster, whichever of its nodes is taken for all', async () => {
    const elsewhere = IDS.find((id) => calculateSlot(id) > 16_000)!;
    for (const { port } of cluster.nodes.slice(0, 3)) {
      const store = await start({ REDIS_CLUSTER: 'false', REDIS_IP: '127.0.0.1', REDIS_PORT: `${port}` });
      const said = /MOVED .*REDIS_CLUSTER=true/;
      await expect(store.readUser(elsewhere)).rejects.toThrow(said);
      await expect(probe()).rejects.toThrow(said);
      expect(log.lines.find((line) => line.startsWith('redis'))).toMatch(said);
      await app!.close();
      app = undefined;
    }
  });

  describe('under examination', () => {
    let sample: SampleCatalogue;
    beforeAll(() => {
      sample = new SampleCatalogue();
    });
    afterAll(() => {
      sample.remove();
    });
    beforeEach(async () => {
      const { assets, users } = sample.contents.features;
      await Promise.all([...assets, ...users].map(({ id, values }) => cluster.hset(id, values)));
    });

    it('is healthy', async () => {
      const examined = await Examined.of({ ...sample.environment, ...environment() });
      expect(examined.report).toMatchObject({ status: 'healthy', counts: { not_checked: 0 } });
      expect(examined.lines('ok').join('\n')).toMatch(
        /asset_features: \d+ of 500 sampled videos have features/,
      );
    });

    it('is a problem where one node is taken for all', async () => {
      const [{ port }] = cluster.nodes as [LocalRedis];
      const one = { REDIS_IP: '127.0.0.1', REDIS_PORT: String(port) };
      const examined = await Examined.of({ ...sample.environment, ...one });
      expect(examined.problems).toEqual([
        expect.stringMatching(
          /^problem feature_store: .* cannot be used: MOVED .* → .* cluster: set REDIS_CLUSTER=true$/,
        ),
      ]);
      expect(examined.report.status).toBe('problems');
    });
  });

  describe('with a node that fails', () => {
    let victim: LocalRedis;
    let lost: string[];
    let kept: string[];
    let store: FeatureStore;
    beforeEach(async () => {
      await fill();
      store = await start();
      expect(await values(store)).toEqual(VALUES);
      victim = cluster.nodes[2]!;
      const owners = await Promise.all(IDS.map(async (id) => [id, await cluster.ownerOf(id)] as const));
      lost = owners.filter(([, owner]) => owner === victim).map(([id]) => id);
      kept = owners.filter(([, owner]) => owner !== victim).map(([id]) => id);
      expect(lost.length).toBeGreaterThan(100);
    }, 60_000);

    async function whole(): Promise<void> {
      await eventually(async () => {
        expect(await values(store)).toEqual(VALUES);
        await probe();
      }, RECOVERY_MS);
    }

    it('by kill -9: what it has fails at once, the rest is read, and all of it once it is back', async () => {
      await victim.kill();
      await eventually(() => expect(store.readUser(lost[0]!)).rejects.toMatchObject(failure), 1_000);
      expect(await took(store.readUser(lost[0]!))).toBeLessThan(AT_ONCE_MS);
      expect(await took(store.readAssets(IDS))).toBeLessThan(AT_ONCE_MS);
      await expect(store.readAssets(IDS)).rejects.toMatchObject(failure);
      await expect(probe()).rejects.toMatchObject(failure);
      const until = performance.now() + 2_500; // the others find out meanwhile
      while (performance.now() < until) {
        expect(await values(store, kept)).toEqual(kept.map((id) => Number(id.slice(1))));
        expect((await store.readUser(kept[0]!)).get('user_vv')).toBe(Number(kept[0]!.slice(1)));
      }
      await cluster.startNode(victim);
      await whole();
      const said = log.lines.filter((line) => line.startsWith('redis'));
      expect(said).toHaveLength(2);
      expect(said[0]).toMatch(
        new RegExp(`^redis \\(assets and users, node 127.0.0.1:${victim.port}\\) fails: `),
      );
      expect(said[1]).toMatch(/works again after/);
    }, 30_000);

    it('by hanging: what it has fails with the signal, then at once', async () => {
      victim.hang();
      try {
        expect(await took(store.readUser(lost[0]!, AbortSignal.timeout(30)))).toBeLessThan(30 + AT_ONCE_MS);
        await eventually(async () => {
          expect(await took(store.readUser(lost[0]!))).toBeLessThan(AT_ONCE_MS);
        }, RECOVERY_MS);
        expect(await values(store, kept)).toEqual(kept.map((id) => Number(id.slice(1))));
      } finally {
        victim.goOn();
      }
      await whole();
    }, 30_000);

    it('by being restarted while the service starts', async () => {
      await app!.close();
      for (const node of cluster.nodes) await node.kill();
      expect(await took(start().then((started) => (store = started)))).toBeLessThan(2_500);
      await expect(store.readUser('u')).rejects.toMatchObject(failure);
      for (const node of cluster.nodes) await cluster.startNode(node);
      await whole();
    }, 30_000);
  });

  it('follows a slot to a node that has just joined, and a replica that takes over', async () => {
    await fill();
    const store = await start();
    const joined = await cluster.join();
    const [id = ''] = IDS;
    const from = await cluster.ownerOf(id);
    await cluster.beginMove(id, from, joined);
    await cluster.migrate([id], from, joined);
    // Asked there, although it has no slot yet.
    expect(await values(store)).toEqual(VALUES);
    await cluster.endMove(id, from, joined);
    expect(await values(store)).toEqual(VALUES);

    const replica = await cluster.join();
    await cluster.replicate(replica, joined);
    await joined.kill();
    const began = performance.now();
    await eventually(async () => {
      expect(await values(store)).toEqual(VALUES);
    }, 10_000);
    process.stderr.write(
      `cluster: whole ${Math.round(performance.now() - began)} ms after a master's kill -9\n`,
    );
    await probe();
  }, 60_000);
});
