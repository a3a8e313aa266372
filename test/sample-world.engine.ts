import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from '@elastic/elasticsearch';
import { afterAll, expect, it } from '@jest/globals';

import { PlainJsonTransport } from '../src/elasticsearch/plain-json.transport.js';
import { describeEngine } from './engines.js';
import { emptyDatabases } from './redis-databases.js';
import { runCli } from './run-cli.js';

const LOAD = ['import', 'sample-world'];
const WRITTEN = /^the sample world of \d{4}-\d{2}-\d{2} is written: 3000 assets, 300 users$/m;
const ASSET_DB = 10;
const USER_DB = 11;

const root = mkdtempSync(join(tmpdir(), 'upnext-sample-world-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

function aFolder(name: string): string {
  const folder = join(root, name);
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  return folder;
}

/** What is not a server here is an embedded store of the test's own. */
for (const engine of ['elasticsearch8', 'elasticsearch9'] as const) {
  describeEngine(engine, 'loading the sample world', (url) => {
    const folder = aFolder(engine);
    const name = `upnext-sample-${engine}-${process.pid}`;
    const env = { ES_HOST: url, ES_ASSET_INDEX: `${name}-assets`, ES_USER_INDEX: `${name}-users` };
    const client = new Client({ node: url, Transport: PlainJsonTransport });
    afterAll(async () => {
      const index = ['assets', 'users', 'others'].map((end) => `${name}-${end}`);
      await client.indices.delete({ index, ignore_unavailable: true });
      await client.close();
    });
    const count = async (index: string) => (await client.count({ index })).count;

    it('writes it once, however often it runs', async () => {
      for (let run = 0; run < 2; run++) {
        const { code, out, err } = await runCli(folder, [...LOAD, '--if-empty'], env);
        expect(err).toContain(`writing to Elasticsearch index '${env.ES_ASSET_INDEX}' at ${url}`);
        expect(out).toMatch(WRITTEN);
        expect(code).toBe(0);
      }
      expect(await count(env.ES_ASSET_INDEX)).toBe(3_000);
      expect(await count(env.ES_USER_INDEX)).toBe(300);
    }, 120_000);

    it('is recommended from', async () => {
      const { code, out } = await runCli(folder, ['recommend', '--country', 'BR', '--json'], env);
      expect(code).toBe(0);
      expect((JSON.parse(out) as { items: unknown[] }).items).toHaveLength(10);
    }, 60_000);

    it('keeps imports out of it', async () => {
      writeFileSync(join(folder, 'users.jsonl'), '{"user_id":"u"}\n');
      const refused = await runCli(folder, ['import', 'users', 'users.jsonl'], env);
      expect(refused).toMatchObject({ code: 2, out: '' });
      expect(refused.err).toContain('was not created by an import');
    }, 60_000);

    it('leaves what others hold as it is, and other stores untouched with it', async () => {
      const empty = aFolder(`${engine}-others`);
      const ES_ASSET_INDEX = `${name}-others`;
      await client.indices.create({ index: ES_ASSET_INDEX });
      const others = { ...env, ES_ASSET_INDEX, ES_USER_INDEX: `${name}-new` };
      const refused = await runCli(empty, LOAD, others);
      expect(refused.err).toContain(
        `index '${ES_ASSET_INDEX}' at ${url} exists and does not hold the sample`,
      );
      expect(refused).toMatchObject({ code: 2, out: '' });
      const left = await runCli(empty, [...LOAD, '--if-empty'], others);
      expect(left.out).toMatch(/^nothing was written: Elasticsearch index .* holds something else$/m);
      expect(left.code).toBe(0);
      expect(await count(ES_ASSET_INDEX)).toBe(0);
      expect(await client.indices.exists({ index: `${name}-new` })).toBe(false);
    }, 60_000);
  });
}

describeEngine('redis', 'loading the sample world', (url) => {
  const { hostname, port } = new URL(url);
  const folder = aFolder('redis');
  const env = {
    REDIS_IP: hostname,
    REDIS_PORT: port,
    ASSET_FS_DB: String(ASSET_DB),
    USER_FS_DB: String(USER_DB),
  };
  const { assets, users } = emptyDatabases(url, { assets: ASSET_DB, users: USER_DB });

  it('writes the features of everything that was watched, once', async () => {
    const sizes: number[][] = [];
    for (let run = 0; run < 2; run++) {
      const { code, out } = await runCli(folder, LOAD, env);
      expect(out).toMatch(WRITTEN);
      expect(code).toBe(0);
      sizes.push([await assets.dbsize(), await users.dbsize()]);
    }
    expect(sizes[1]).toEqual(sizes[0]);
    expect(Object.keys(await users.hgetall('38073944')).sort()).toEqual(['prob_user_watch', 'user_vv']);
  }, 60_000);

  it('is written to by nothing but itself', async () => {
    await users.flushdb();
    await users.set('somebody', 'else');
    const before = await assets.dbsize();
    const { code, err } = await runCli(folder, LOAD, env);
    expect(err).toContain(`database ${USER_DB}`);
    expect(code).toBe(2);
    expect(await users.dbsize()).toBe(1);
    expect(await assets.dbsize()).toBe(before);
  }, 60_000);
});
