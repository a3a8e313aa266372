import { randomUUID } from 'node:crypto';

import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { PlainJsonTransport } from '../src/elasticsearch/plain-json.transport.js';
import { describeEngine, engines } from './engines.js';
import { Examined } from './examined.js';
import { LocalRedis } from './local-redis.js';
import { SampleCatalogue } from './sample-catalogue.js';
import { fillSample, indexSample } from './sample-in-stores.js';

/** A busy machine is not what these tests are about. */
jest.setTimeout(60_000);

/** Nothing is embedded: as in production. */
describeEngine('elasticsearch9', 'the doctor, with Redis beside it,', (url) => {
  const withRedis = engines.redis === undefined ? it.skip : it;
  const prefix = `upnext-doctor-both-${randomUUID().slice(0, 8)}`;
  const names = { ES_ASSET_INDEX: `${prefix}-assets`, ES_USER_INDEX: `${prefix}-users` };
  const sample = new SampleCatalogue();
  let client: Client;
  let redis: LocalRedis | undefined;

  beforeAll(async () => {
    client = new Client({ node: url, Transport: PlainJsonTransport });
    await indexSample(client, sample, names);
    if (engines.redis === undefined) return;
    redis = await LocalRedis.reserve();
    await redis.start();
    await redis.ask((each) => fillSample(sample, each, each));
  });
  afterAll(async () => {
    await redis?.remove();
    await client.indices.delete({ index: Object.values(names), ignore_unavailable: true });
    await client.close();
    sample.remove();
  });

  const examined = (change: Record<string, string> = {}) => {
    const stores = { ES_HOST: url, ...names, REDIS_IP: '127.0.0.1', REDIS_PORT: String(redis!.port) };
    return Examined.of({
      ...sample.environment,
      EMBEDDED: 'false',
      NODE_ENV: 'production',
      ...stores,
      ...change,
    });
  };

  withRedis('finds both healthy, as production wants them', async () => {
    const one = await examined();
    expect(one.lines('problem', 'warning', 'not_checked')).toEqual([]);
    expect(one.report.status).toBe('healthy');
    expect(one.lines('ok').join('\n')).toMatch(
      /settings: videos from Elasticsearch, features from Redis[^]* clock: http:[^]* clock: Redis /,
    );
  });

  withRedis('names what each of them lacks, and says the rest', async () => {
    const one = await examined({ ES_USER_INDEX: `${prefix}-nobody`, ASSET_FS_DB: '3' });
    expect(one.problems).toEqual([
      expect.stringMatching(/^problem catalogue_store: user index '\S+-nobody' does not exist/),
      expect.stringMatching(/^problem asset_features: none of 500 sampled videos has any .* in database 3\)/),
    ]);
    expect(one.notChecked).toEqual(['users', 'user_features']);
    expect(one.report.status).toBe('problems');
  });
});
