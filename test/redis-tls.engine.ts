import { readFileSync } from 'node:fs';

import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { Redis } from 'ioredis';

import { FeatureStore } from '../src/feature-store/feature-store.js';
import { failureReason } from '../src/health/failure-reason.js';
import { RedisProbe } from '../src/redis/redis.probe.js';
import type { Environment } from '../src/settings/parse-settings.js';
import { describeEngine } from './engines.js';
import { eventually } from './eventually.js';
import { Examined } from './examined.js';
import { featureStoreApp, KeptLog } from './feature-store-app.js';
import { LocalCertificates } from './local-certificates.js';
import { LocalRedis } from './local-redis.js';
import { LocalRedisCluster } from './local-redis-cluster.js';
import { filledBy, redisContracts } from './redis-contracts.js';
import { SampleCatalogue } from './sample-catalogue.js';
import { fillSample } from './sample-in-stores.js';

describeEngine('redisTls', 'feature store', () => {
  const certificates = new LocalCertificates();
  const others = new LocalCertificates();
  const named = certificates.server('localhost', 'DNS:localhost,IP:127.0.0.1');
  const misnamed = certificates.server('elsewhere', 'DNS:redis.elsewhere');
  const trusted = { tls: { ca: readFileSync(certificates.authority), checkServerIdentity: () => undefined } };
  let servers: LocalRedis[] = [];
  let raw: Record<number, Redis> = {};
  let plain: LocalRedis;
  let app: INestApplicationContext | undefined;
  let log: KeptLog;

  async function tlsServer(shown: { certificate: string; key: string }): Promise<LocalRedis> {
    const server = await LocalRedis.reserve(trusted);
    servers.push(server);
    await server.start(
      ...['--tls-port', String(server.port), '--port', '0', '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', shown.certificate, '--tls-key-file', shown.key],
      ...['--tls-ca-cert-file', certificates.authority],
    );
    return server;
  }

  beforeAll(async () => {
    const { port } = await tlsServer(named);
    raw = Object.fromEntries([1, 2].map((db) => [db, new Redis({ ...trusted, port, db })]));
    await tlsServer(misnamed);
    plain = await LocalRedis.reserve();
    servers.push(plain);
    await plain.start();
  });
  beforeEach(() => {
    log = new KeptLog();
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  afterAll(async () => {
    for (const client of Object.values(raw)) client.disconnect();
    await Promise.all(servers.map((server) => server.remove()));
    servers = [];
    certificates.remove();
    others.remove();
  });

  const environment = (server = servers[0]!): Environment => ({
    REDIS_IP: 'localhost',
    REDIS_PORT: String(server.port),
    REDIS_TLS: 'true',
    REDIS_CA_PATH: certificates.authority,
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

  const cases: [string, () => Environment, RegExp, RegExp][] = [
    [
      'an authority that is not trusted',
      () => ({ ...environment(), REDIS_CA_PATH: undefined }),
      /certificate.*REDIS_CA_PATH must name the authority/,
      /^(SELF_SIGNED|UNABLE_TO)/,
    ],
    [
      'another authority than the one in the settings',
      () => ({ ...environment(), REDIS_CA_PATH: others.authority }),
      /REDIS_CA_PATH must name the authority/,
      /^(CERT|SELF_SIGNED|UNABLE_TO)/,
    ],
    [
      'a certificate of another host',
      () => environment(servers[1]),
      /localhost\. is not in the cert's altnames.*must be reached by a name that is in its certificate/,
      /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    ],
    ['a server that does not speak TLS', () => environment(plain), /speaks TLS/, /^timeout$/],
    [
      'a server that wants TLS',
      () => ({ ...environment(), REDIS_TLS: 'false', REDIS_CA_PATH: undefined }),
      /where Redis wants TLS, set REDIS_TLS=true/,
      /^unreachable$/,
    ],
  ];
  it.each(cases)('says why it does not connect: %s', async (_, settings, said, reason) => {
    app = await featureStoreApp(settings(), log);
    const store = app.get(FeatureStore);
    await eventually(() => expect(store.readUser('u')).rejects.toThrow(said), 3_000);
    const thrown: unknown = await app
      .get(RedisProbe, { strict: false })
      .check(AbortSignal.timeout(1_000))
      .catch((error: unknown) => error);
    expect(failureReason(thrown)).toMatch(reason);
    expect(log.lines.filter((line) => line.startsWith('redis')).join('\n')).toMatch(said);
  });

  it('is healthy under examination, and a problem where its authority is not trusted', async () => {
    const sample = new SampleCatalogue();
    try {
      await raw[1]!.flushall();
      await fillSample(sample, raw[1]!, raw[2]!);
      const settings = { ...sample.environment, ...environment() };
      const examined = await Examined.of(settings);
      expect(examined.report).toMatchObject({ status: 'healthy', counts: { not_checked: 0 } });
      expect(examined.ok).toContain('user_features');
      const untrusted = await Examined.of({ ...settings, REDIS_CA_PATH: others.authority });
      expect(untrusted.problems).toEqual([
        expect.stringMatching(/^problem feature_store: .* → REDIS_CA_PATH must name the authority/),
      ]);
    } finally {
      sample.remove();
    }
  }, 20_000);

  describe('of a cluster', () => {
    let cluster: LocalRedisCluster;
    beforeAll(async () => {
      cluster = await LocalRedisCluster.start({ ...named, authority: certificates.authority });
    }, 30_000);
    afterAll(async () => {
      await cluster.remove();
    });

    it('is read from all nodes', async () => {
      const ids = Array.from({ length: 300 }, (_, i) => `v${i}`);
      await Promise.all(ids.map((id, i) => cluster.hset(id, { video_vv: String(i) })));
      const addresses = cluster.nodes.map(({ port }) => `localhost:${port}`).join(',');
      const whole = { ...environment(), REDIS_IP: addresses, REDIS_CLUSTER: 'true' };
      app = await featureStoreApp({ ...whole, ASSET_FS_DB: '0', USER_FS_DB: '0' }, log);
      const { columns } = await app.get(FeatureStore).readAssets(ids);
      expect([...columns.get('video_vv')!.values]).toEqual(ids.map((_, i) => i));
      expect(log.lines.filter((line) => line.startsWith('redis'))).toEqual([]);
    });
  });
});
