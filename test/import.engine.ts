import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { PlainJsonTransport } from '../src/elasticsearch/plain-json.transport.js';
import { describeEngine } from './engines.js';
import { emptyDatabases } from './redis-databases.js';
import { runCli } from './run-cli.js';

const ASSETS = 12_000;
const ASSET_DB = 12;
const USER_DB = 13;
const folder = mkdtempSync(join(tmpdir(), 'upnext-import-engine-'));

beforeAll(() => {
  mkdirSync(join(folder, 'tmp'));
  const videos = Array.from(
    { length: ASSETS },
    (_, i) => `v${i},2026-01-01T00:00:${String(i % 60).padStart(2, '0')}Z,BR,approved,c${i % 7}`,
  );
  writeFileSync(
    join(folder, 'videos.csv'),
    ['video_id,creation_date,production_country,moderation_status,primary_category', ...videos].join('\n'),
  );
  writeFileSync(
    join(folder, 'users.jsonl'),
    '{"user_id":"u","user_country":"br","user_blacklist":["v1","v2"]}\n{"user_id":"broken","user_country":7}\n',
  );
  writeFileSync(
    join(folder, 'events.csv'),
    ['user_id,video_id,timestamp,completed', 'u,v3,1700000000,true', 'u,v4,1700000001,false'].join('\n'),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

for (const engine of ['elasticsearch8', 'elasticsearch9', 'opensearch2'] as const) {
  describeEngine(engine, 'importing a catalogue', (url) => {
    const name = `upnext-import-${engine}-${process.pid}`;
    const indices = { ES_ASSET_INDEX: `${name}-assets`, ES_USER_INDEX: `${name}-users` };
    const env = { ES_HOST: url, ...indices };
    const client = new Client({ node: url, Transport: PlainJsonTransport });
    afterAll(async () => {
      await client.indices.delete({ index: `${name}-assets,${name}-users`, ignore_unavailable: true });
      await client.close();
    });

    it('writes every asset once, however often it runs, and says where', async () => {
      for (let run = 0; run < 2; run++) {
        const { code, out, err } = await runCli(folder, ['import', 'assets', 'videos.csv'], env);
        expect(err).toContain(`Elasticsearch index '${indices.ES_ASSET_INDEX}' at ${url}`);
        expect(out).toMatch(/^12,000 assets written from 12,000 rows/);
        expect(code).toBe(0);
      }
      expect((await client.count({ index: indices.ES_ASSET_INDEX })).count).toBe(ASSETS);
      const { _source } = await client.get({ index: indices.ES_ASSET_INDEX, id: 'v61' });
      expect(_source).toEqual({
        video_id: 'v61',
        creation_date: '2026-01-01T00:00:01.000Z',
        production_country: 'BR',
        moderation_status: 'approved',
        primary_category: 'c5',
      });
    }, 120_000);

    it('writes users, and keeps the rows that it cannot use', async () => {
      const { code, out } = await runCli(
        folder,
        ['import', 'users', 'users.jsonl', '--rejects', 'bad.jsonl'],
        env,
      );
      expect(out).toMatch(/^1 users written from 2 rows.*\n1 rows rejected: bad\.jsonl/);
      expect(code).toBe(1);
    }, 60_000);

    it('is recommended from, without what the user has seen', async () => {
      const { code, out } = await runCli(
        folder,
        ['recommend', '--user', 'u', '--limit', '100', '--json'],
        env,
      );
      expect(code).toBe(0);
      const { items, user_country } = JSON.parse(out) as {
        items: { video_id: string }[];
        user_country: string;
      };
      expect(user_country).toBe('BR');
      expect(items).toHaveLength(100);
      expect(items.map(({ video_id }) => video_id)).not.toContain('v1');
    }, 60_000);

    it('leaves an index of others alone, unless told to write into it', async () => {
      const ES_ASSET_INDEX = `${name}-others`;
      await client.indices.create({ index: ES_ASSET_INDEX });
      try {
        const args = ['import', 'assets', 'videos.csv'];
        const refused = await runCli(folder, args, { ...env, ES_ASSET_INDEX });
        expect(refused.err).toContain('--into-existing');
        expect({ code: refused.code, out: refused.out }).toEqual({ code: 2, out: '' });
        expect((await client.count({ index: ES_ASSET_INDEX })).count).toBe(0);
        const told = await runCli(folder, [...args, '--into-existing'], { ...env, ES_ASSET_INDEX });
        expect(told.code).toBe(0);
        expect((await client.count({ index: ES_ASSET_INDEX })).count).toBe(ASSETS);
      } finally {
        await client.indices.delete({ index: ES_ASSET_INDEX });
      }
    }, 120_000);

    it('that is not reached ends with 2 and a clear line', async () => {
      const { code, err } = await runCli(folder, ['import', 'assets', 'videos.csv'], {
        ...env,
        ES_HOST: 'http://127.0.0.1:9',
      });
      expect(code).toBe(2);
      expect(err).toMatch(/elasticsearch: /);
      expect(err).not.toMatch(/\n\s+at /);
    }, 60_000);
  });
}

describeEngine('redis', 'importing features', (url) => {
  const { hostname, port } = new URL(url);
  const env = {
    REDIS_IP: hostname,
    REDIS_PORT: port,
    ASSET_FS_DB: String(ASSET_DB),
    USER_FS_DB: String(USER_DB),
  };
  const { assets, users } = emptyDatabases(url, { assets: ASSET_DB, users: USER_DB });
  const events = ['import', 'events', 'events.csv', '--assets', 'videos.csv'];

  it('computes them from watch events, as often as it runs', async () => {
    for (let run = 0; run < 2; run++) {
      const { code, out, err } = await runCli(folder, events, env);
      expect(err).toContain(`Redis ${hostname}:${port}, database ${ASSET_DB}`);
      expect(out).toMatch(/^12,000 asset feature records and 1 user feature records written/);
      expect(code).toBe(0);
    }
    expect(await users.hgetall('u')).toEqual({
      prob_user_watch: String((1 + 10 * 0.5) / (2 + 10)),
      user_vv: '2',
    });
    expect(await assets.hgetall('v3')).toEqual({
      prob_pc_1_watch: String((1 + 100 * 0.5) / (1 + 100)),
      video_vv: '1',
      prob_asset_watch: String((1 + 20 * 0.5) / (1 + 20)),
    });
    expect(await assets.hget('v11999', 'video_vv')).toBe('0');
  }, 120_000);

  it('takes computed ones, and leaves the fields that a row lacks', async () => {
    writeFileSync(join(folder, 'features.csv'), 'video_id,prob_asset_watch\nv3,0.1\n');
    expect(await runCli(folder, ['import', 'features', 'features.csv'], env)).toMatchObject({ code: 0 });
    expect(await assets.hmget('v3', 'prob_asset_watch', 'video_vv')).toEqual(['0.1', '1']);
  }, 60_000);

  it('leaves a database of others alone, unless told to write into it', async () => {
    await users.flushdb();
    await users.set('somebody', 'else');
    const before = await assets.hgetall('v4');
    const { code, err } = await runCli(folder, events, env);
    expect(err).toContain('--into-existing');
    expect(code).toBe(2);
    expect(await users.dbsize()).toBe(1);
    expect(await assets.hgetall('v4')).toEqual(before);
    expect(await runCli(folder, [...events, '--into-existing'], env)).toMatchObject({ code: 0 });
    expect(await users.hget('u', 'user_vv')).toBe('2');
  }, 120_000);
});
