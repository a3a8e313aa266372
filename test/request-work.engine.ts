import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { AppModule } from '../src/app.module.js';
import { PlainJsonTransport } from '../src/elasticsearch/plain-json.transport.js';
import { createHttpApp } from '../src/http-app.js';
import { PoolScorer } from '../src/ranking/pool-scorer.js';
import { CATALOGUE_PROPERTIES } from '../src/retrieval/catalogue-writer.elasticsearch.js';
import { HttpSettings } from '../src/settings/http.settings.js';
import { parseSettings } from '../src/settings/parse-settings.js';
import { openLog } from '../src/telemetry/log.js';
import { TcpProxy, type Traffic } from './tcp-proxy.js';
import { describeEngine } from './engines.js';
import { eventually } from './eventually.js';
import { LocalRedis } from './local-redis.js';

const ASSETS = 400;
const CANDIDATES = 300;
const USERS = 60;
const SEEN = 40;

/** What requests cost outside the process: calls by the servers' own counts, which are of nobody else, bytes on the wire. */
interface Work {
  readonly documents: number;
  readonly searches: number;
  readonly hashes: number;
  readonly elasticsearch: Traffic;
  readonly redis: Traffic;
}

describeEngine('elasticsearch8', 'the work of a request, with a real Redis,', (url) => {
  const name = `upnext-work-${process.pid}`;
  const [assetIndex, userIndex] = [`${name}-assets`, `${name}-users`];
  const client = new Client({ node: url, Transport: PlainJsonTransport });
  let redis: LocalRedis;
  let proxies: { elasticsearch: TcpProxy; redis: TcpProxy };
  let app: NestFastifyApplication;
  let base: string;

  beforeAll(async () => {
    redis = await LocalRedis.reserve();
    await redis.start();
    await fill();
    proxies = {
      elasticsearch: await TcpProxy.of(Number(new URL(url).port)),
      redis: await TcpProxy.of(redis.port),
    };
    const settings = parseSettings({
      ES_HOST: `http://127.0.0.1:${proxies.elasticsearch.port}`,
      ES_ASSET_INDEX: assetIndex,
      ES_USER_INDEX: userIndex,
      REDIS_IP: '127.0.0.1',
      REDIS_PORT: String(proxies.redis.port),
      ASSET_KEY_PREFIX: 'asset:',
      USER_KEY_PREFIX: 'user:',
      MODEL_PATH: 'models/sample/model.txt',
      REQUEST_TIMEOUT_MS: '20000',
      USER_READ_TIMEOUT_MS: '5000',
      CANDIDATES_TO_RETRIEVE: String(CANDIDATES),
      POOL_REFRESH_SECONDS: '3600',
      POOL_MAX_AGE_SECONDS: '7200',
    });
    const log = await openLog({ level: 'silent' });
    app = await createHttpApp(
      AppModule.register({ settings, role: 'serve' }),
      settings.get(HttpSettings),
      log,
    );
    await app.listen(0, '127.0.0.1');
    base = await app.getUrl();
    await eventually(async () => {
      expect((await fetch(`${base}/health/ready`)).status).toBe(200);
    }, 30_000);
    await ask(0);
  }, 120_000);

  afterAll(async () => {
    await app.close();
    await proxies.elasticsearch.close();
    await proxies.redis.close();
    await redis.remove();
    await client.indices.delete({ index: `${assetIndex},${userIndex}` });
    await client.close();
  });

  it('is two reads, one of each store, and one pass over the candidates, while no pool is built', async () => {
    const scored = jest.spyOn(PoolScorer.prototype, 'score');
    const requests = 30;
    const work = await workOf(async () => {
      for (let n = 0; n < requests; n++) await ask(n);
    });
    expect(work).toMatchObject({ documents: requests, searches: 0, hashes: requests });
    expect(scored).toHaveBeenCalledTimes(requests);
    expect(scored.mock.calls.every(([, , scores]) => scores.length === CANDIDATES)).toBe(true);
    scored.mockRestore();

    // Of the answers, the blacklists are about 40 × 7 bytes.
    expect(work.elasticsearch.asked / requests).toBeLessThan(400);
    expect(work.elasticsearch.answered / requests).toBeLessThan(800);
    expect(work.redis.asked / requests).toBeLessThan(150);
    expect(work.redis.answered / requests).toBeLessThan(60);
  });

  it('is the same number of reads, in fewer bytes, for requests of the same moment', async () => {
    const requests = 60;
    const alone = await workOf(async () => {
      for (let n = 0; n < requests; n++) await ask(n);
    });
    const together = await workOf(async () => {
      const hashes = await hashReads();
      proxies.elasticsearch.hold();
      const all = Promise.all(Array.from({ length: requests }, (_, n) => ask(n)));
      // Once the hash of each is read, the document of each is asked for.
      await eventually(async () => {
        expect(await hashReads()).toBe(hashes + requests);
      }, 10_000);
      proxies.elasticsearch.release();
      await all;
    });
    expect(together).toMatchObject({ documents: requests, searches: 0, hashes: requests });
    expect(together.elasticsearch.asked).toBeLessThan(alone.elasticsearch.asked / 2);
  });

  it('is no read at all for an anonymous viewer', async () => {
    const work = await workOf(async () => {
      for (let n = 0; n < 10; n++) await post({ user_country: 'BR' });
    });
    expect(work).toMatchObject({ documents: 0, searches: 0, hashes: 0 });
    expect(work.elasticsearch).toEqual({ asked: 0, answered: 0 });
    expect(work.redis).toEqual({ asked: 0, answered: 0 });
  });

  it('is one search, one count of what is unusable, and one hash per candidate where a country is new', async () => {
    const work = await workOf(async () => {
      await post({ user_country: 'US' });
    });
    expect(work).toMatchObject({ documents: 0, searches: 2, hashes: CANDIDATES });
  });

  async function ask(n: number): Promise<void> {
    await post({ user_id: `u${n % USERS}`, user_country: 'BR' });
  }

  async function post(body: object): Promise<void> {
    const response = await fetch(`${base}/get_recommendations/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.headers.get('x-degraded')).toBeNull();
    expect(await response.json()).toHaveLength(10);
  }

  async function workOf(requests: () => Promise<void>): Promise<Work> {
    const before = await counted();
    await requests();
    const after = await counted();
    const traffic = (store: 'elasticsearch' | 'redis'): Traffic => ({
      asked: after[store].asked - before[store].asked,
      answered: after[store].answered - before[store].answered,
    });
    return {
      documents: after.documents - before.documents,
      searches: after.searches - before.searches,
      hashes: after.hashes - before.hashes,
      elasticsearch: traffic('elasticsearch'),
      redis: traffic('redis'),
    };
  }

  /** Not through the proxies. */
  async function counted(): Promise<Work> {
    const { indices = {} } = await client.indices.stats({ index: `${assetIndex},${userIndex}` });
    return {
      documents: indices[userIndex]?.primaries?.get?.total ?? NaN,
      searches: indices[assetIndex]?.primaries?.search?.query_total ?? NaN,
      hashes: await hashReads(),
      elasticsearch: proxies.elasticsearch.traffic,
      redis: proxies.redis.traffic,
    };
  }

  async function hashReads(): Promise<number> {
    const stats = await redis.ask((each) => each.info('commandstats'));
    return Number(/^cmdstat_hmget:calls=(\d+)/m.exec(stats)?.[1] ?? 0);
  }

  async function fill(): Promise<void> {
    const settings = { number_of_shards: 1, number_of_replicas: 0 };
    await client.indices.create({
      index: assetIndex,
      settings,
      mappings: { properties: CATALOGUE_PROPERTIES.assets },
    });
    await client.indices.create({ index: userIndex, settings });
    const day = (n: number) => new Date(Date.now() - (n + 1) * 3_600_000).toISOString();
    const operations = [
      ...Array.from({ length: ASSETS }, (_, n) => [
        { index: { _index: assetIndex, _id: `v${n}` } },
        {
          video_id: `v${n}`,
          creation_date: day(n),
          production_country: ['BR', 'US'],
          moderation_status: 'approved',
          primary_category: 'drama',
        },
      ]),
      ...Array.from({ length: USERS }, (_, n) => [
        { index: { _index: userIndex, _id: `u${n}` } },
        {
          user_country: 'BR',
          user_blacklist: Array.from({ length: SEEN }, (_none, seen) => `v${(n + seen) % ASSETS}`),
        },
      ]),
    ].flat();
    await client.bulk({ refresh: true, operations });
    await redis.ask(async (each) => {
      const pipeline = each.pipeline();
      for (let n = 0; n < ASSETS; n++) pipeline.hset(`asset:v${n}`, { video_vv: n });
      for (let n = 0; n < USERS; n++) pipeline.hset(`user:u${n}`, { user_vv: n });
      await pipeline.exec();
    });
  }
});
