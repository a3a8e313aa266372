import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';

import { Client, type estypes } from '@elastic/elasticsearch';
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';

import { PlainJsonTransport } from '../src/elasticsearch/plain-json.transport.js';
import { Proxy } from './search-access/proxy.js';
import { SampleCatalogue } from './sample-catalogue.js';
import { TcpProxy } from './tcp-proxy.js';
import { describeEngine } from './engines.js';
import { Examined } from './examined.js';

/** A busy machine is not what these tests are about. */
jest.setTimeout(60_000);

/** The features are the embedded ones; catalogue and users are in Elasticsearch. */
const sample = new SampleCatalogue();
const world = sample.contents;

const keyword = { type: 'keyword' } as const;
const BY_HAND: Record<string, estypes.MappingProperty> = {
  video_id: keyword,
  creation_date: { type: 'date' },
  production_country: keyword,
  moderation_status: keyword,
  primary_category: keyword,
  secondary_category: keyword,
};
const CATALOGUE = ['asset_features', 'user_features', 'clock', 'memory'] as const;

afterAll(() => {
  sample.remove();
});

for (const engine of ['elasticsearch8', 'elasticsearch9', 'opensearch2'] as const) {
  describeEngine(engine, 'the doctor', (url) => {
    const prefix = `upnext-doctor-${randomUUID().slice(0, 8)}`;
    const names = { ES_ASSET_INDEX: `${prefix}-assets`, ES_USER_INDEX: `${prefix}-users` };
    let client: Client;
    let server: Server | TcpServer | undefined;
    let proxy: TcpProxy | undefined;

    beforeAll(async () => {
      client = new Client({ node: url, Transport: PlainJsonTransport });
      await index('assets', world.assets, (asset) => asset.video_id, BY_HAND);
      await index('users', world.users, (user) => user.user_id);
    });
    afterEach(async () => {
      server?.close();
      await proxy?.close();
      server = proxy = undefined;
    });
    afterAll(async () => {
      const indices = Object.keys(await client.indices.getMapping({ index: `${prefix}*` }));
      if (indices.length > 0) await client.indices.delete({ index: indices });
      await client.close();
    });

    const examined = (environment: Record<string, string> = {}) =>
      Examined.of({ ...sample.environment, ES_HOST: url, ...names, ...environment });

    /** @returns name of the index */
    async function index<D extends object>(
      name: string,
      documents: readonly D[],
      id?: (document: D) => string,
      properties?: Record<string, estypes.MappingProperty>,
    ): Promise<string> {
      const made = `${prefix}-${name}`;
      await client.indices.create({ index: made, ...(properties && { mappings: { properties } }) });
      const operations = documents.flatMap((document) => [
        { index: id === undefined ? {} : { _id: id(document) } },
        document,
      ]);
      const { errors } = await client.bulk({ index: made, operations, refresh: true });
      expect(errors).toBe(false);
      return made;
    }

    const assets = (change: (asset: Record<string, unknown>) => object) =>
      world.assets.slice(0, 300).map((asset) => change({ ...asset }));

    it('finds the sample world healthy, and writes nothing', async () => {
      const before = await client.indices.stats({ index: `${prefix}-*`, metric: 'indexing' });
      const { report, ok, lines } = await shownBy(examined());
      expect(lines).toMatch(/ok catalogue_store: http:\S+: \w+.* \d+\.\d+\.\d+, (green|yellow), 1 node/);
      expect(report.counts).toMatchObject({ warning: 0, problem: 0, not_checked: 0 });
      expect(ok).toHaveLength(11);
      expect(lines).toMatch(/ok index_mappings: usable: .*creation_date \(date\)/);
      expect(lines).toMatch(/ok assets: 3,000 assets: 2,\d+ approved, \d+ not; 2,\d+ may be shown/);
      expect(lines).toMatch(/ok clock: http:\S+ is \d\.\d s off this machine/);
      const after = await client.indices.stats({ index: `${prefix}-*`, metric: 'indexing' });
      expect(after._all.total?.indexing?.index_total).toBe(before._all.total?.indexing?.index_total);
    });

    it('counts as the embedded store counts the same catalogue', async () => {
      const figuresOf = ({ report }: Examined) =>
        report.findings.flatMap(({ check, figures }) =>
          check === 'assets' && figures !== undefined && !('search_ms' in figures) ? [figures] : [],
        );
      const here = figuresOf(await examined());
      expect(here).toHaveLength(2);
      expect(here).toEqual(figuresOf(await Examined.of(sample.environment)));
    });

    it('names an asset index that does not exist, and goes on with the rest', async () => {
      const one = await examined({ ES_ASSET_INDEX: `${prefix}-nothing` });
      expect(one.problems).toEqual([
        expect.stringMatching(
          /^problem catalogue_store: asset index '\S+-nothing' does not exist → set ES_ASSET_INDEX/,
        ),
      ]);
      expect(one.notChecked).toEqual([
        'index_mappings',
        'assets',
        'asset_features',
        'model',
        'clock',
        'memory',
      ]);
      expect(one.ok).toEqual(expect.arrayContaining(['feature_store', 'users', 'user_features', 'model']));
    });

    it('names a user index that does not exist', async () => {
      const one = await examined({ ES_USER_INDEX: `${prefix}-nobody` });
      expect(one.problems).toEqual([
        expect.stringMatching(/user index '\S+-nobody' does not exist → set ES_USER_INDEX/),
      ]);
      expect(one.notChecked).toEqual(['users', 'user_features']);
    });

    it('names fields of a wrong type', async () => {
      const ES_ASSET_INDEX = await index(
        'types',
        assets(({ creation_date: _, ...rest }) => rest),
        undefined,
        {
          ...BY_HAND,
          moderation_status: { type: 'text' },
          creation_date: { type: 'text' },
          production_country: { type: 'keyword', doc_values: false },
        },
      );
      const one = await examined({ ES_ASSET_INDEX });
      expect(one.problems).toEqual([
        expect.stringMatching(
          /^problem index_mappings: moderation_status is mapped as text, needed: keyword.* → reindex moderation_status/,
        ),
        expect.stringMatching(/^problem index_mappings: creation_date is mapped as text, needed: date/),
      ]);
      expect(one.warnings).toEqual([
        expect.stringMatching(
          /production_country is mapped as keyword without doc values.*: no asset is found by country/,
        ),
      ]);
      expect(one.lines('not_checked').join('\n')).toContain(
        'assets: moderation_status cannot be used (see index mappings)',
      );
    });

    it('names a catalogue without the fields of one', async () => {
      const ES_ASSET_INDEX = await index('other', [{ title: 'x', status: 'approved' }]);
      const { problems } = await examined({ ES_ASSET_INDEX });
      expect(problems[0]).toMatch(
        /moderation_status is not mapped: no asset is approved.* → .*ES_ASSET_INDEX/,
      );
    });

    it('names statuses where none is approved', async () => {
      const { problems } = await examined({ APPROVED_STATUSES: 'published,live' });
      expect(problems).toEqual([
        expect.stringMatching(
          /none of 3,000 assets has an approved status \(published, live\); statuses there: approved \(2,\d+\), .* → set APPROVED_STATUSES/,
        ),
      ]);
    });

    it('names an empty index', async () => {
      const { problems } = await examined({ ES_ASSET_INDEX: await index('empty', [{}], undefined, BY_HAND) });
      expect(problems[0]).toMatch(/none of 1 asset has an approved status.*statuses there: none/);
    });

    it('names assets without dates, in the future, without a code of a country', async () => {
      const undated = await examined({
        ES_ASSET_INDEX: await index(
          'undated',
          assets(({ creation_date: _, ...rest }) => rest),
          undefined,
          BY_HAND,
        ),
      });
      expect(undated.problems).toEqual([
        expect.stringMatching(
          /^problem assets: none of \d+ approved assets has a date.* → index creation_date/,
        ),
      ]);
      const future = await examined({
        ES_ASSET_INDEX: await index(
          'future',
          assets((asset) => ({ ...asset, creation_date: '2999-01-01' })),
          undefined,
          BY_HAND,
        ),
      });
      expect(future.problems.join('\n')).toMatch(
        /0 may be shown.* → all approved assets are dated in the future/,
      );
      const named = await examined({
        ES_ASSET_INDEX: await index(
          'named',
          assets((asset) => ({ ...asset, production_country: 'Brazil' })),
          undefined,
          BY_HAND,
        ),
      });
      expect(named.problems).toEqual([
        expect.stringMatching(
          /production_country that are no two-letter code: Brazil \(\d+\); no country has assets.* → .*two letters/,
        ),
      ]);
    });

    it('names users under other ids, and a key that is not there', async () => {
      const ES_USER_INDEX = await index('strangers', world.users);
      const strangers = await examined({ ES_USER_INDEX });
      expect(strangers.problems[0]).toMatch(
        /50 of 50 sampled users have another user_id .* → set ES_USER_KEY=user_id/,
      );
      expect((await examined({ ES_USER_INDEX, ES_USER_KEY: 'user_id' })).problems).toEqual([]);
      const wrong = await examined({ ES_USER_INDEX, ES_USER_KEY: 'uid' });
      expect(wrong.problems).toEqual([
        expect.stringMatching(/index_mappings: ES_USER_KEY names uid, which is not mapped/),
        expect.stringMatching(/users: 50 of 50 sampled users lack uid.* → see ES_USER_KEY/),
      ]);
    });

    it('names a server that is not there', async () => {
      const one = await examined({ ES_HOST: 'http://127.0.0.1:9' });
      expect(one.problems).toEqual([
        expect.stringMatching(
          /^problem catalogue_store: http:\/\/127\.0\.0\.1:9 is not reached: .*ECONNREFUSED.* → .*ES_HOST and ES_PORT/,
        ),
      ]);
      expect(one.notChecked).toEqual([
        'index_mappings',
        'assets',
        'users',
        ...CATALOGUE.slice(0, 2),
        'model',
        'clock',
        'memory',
      ]);
      expect(one.ok).toEqual(expect.arrayContaining(['feature_store', 'model']));
    });

    it('names a server that hangs, and does not wait long', async () => {
      server = createTcpServer(() => undefined);
      const one = await examined({ ES_HOST: `http://127.0.0.1:${await listening(server)}` });
      expect(one.problems).toEqual([
        expect.stringMatching(/^problem catalogue_store: .* does not answer in time/),
      ]);
      expect(one.report.duration_ms).toBeLessThan(15_000);
    });

    it('names a server that is too slow for requests', async () => {
      proxy = await TcpProxy.of(Number(new URL(url).port));
      proxy.delayMs = 100;
      const { problems } = await examined({
        ES_HOST: `http://127.0.0.1:${proxy.port}`,
        USER_READ_TIMEOUT_MS: '50',
      });
      expect(problems.join('\n')).toMatch(
        /one user takes \d+\.\d ms .*: answers go without country and blacklist → find out what makes it slow/,
      );
    });

    it('is not content where a look fails, and says what the server said', async () => {
      const reason = '[parent] Data too large';
      const body = { error: { root_cause: [{ type: 'circuit_breaking_exception', reason }] }, status: 429 };
      const refused = new RegExp(`/${prefix}-users/_search|"statuses"|"upnext_clock"`);
      const busy = await Proxy.of(url, ({ path, body: asked }) =>
        refused.test(path + asked.toString()) ? { status: 429, body } : null,
      );
      try {
        const one = await examined({ ES_HOST: `http://127.0.0.1:${busy.port}` });
        const said = 'index \\S+: answered 429, circuit_breaking_exception: .*Data too large → ';
        expect(one.warnings).toEqual([
          expect.stringMatching(`^warning assets: the assets could not be counted: asset ${said}`),
          expect.stringMatching(`^warning users: no users could be sampled: user ${said}`),
          expect.stringMatching(`^warning clock: the clock of http:\\S+ could not be read: asset ${said}`),
        ]);
        expect(one.report.status).toBe('warnings');
        expect(one.notChecked).toEqual(['user_features', 'memory']);
      } finally {
        await busy.close();
      }
    });

    it('names a server that is something else', async () => {
      server = createServer((_, response) => response.writeHead(404).end('<html>'));
      const { problems } = await examined({ ES_HOST: `http://127.0.0.1:${await listening(server)}` });
      expect(problems.join('\n')).toMatch(/ES_HOST/);
    });
  });
}

describeEngine('elasticsearch9Secured', 'the doctor', (url) => {
  const ES_CA_PATH = process.env.TEST_ELASTICSEARCH_SECURED_CA ?? '';
  const names = {
    ES_ASSET_INDEX: 'upnext-doctor-secured-assets',
    ES_USER_INDEX: 'upnext-doctor-secured-users',
  };
  const reader = { ES_HOST: url, ES_CA_PATH, ES_USERNAME: 'reader', ES_PASSWORD: 'p@ss:w/rd' };
  const examined = (environment: Record<string, string> = {}) =>
    Examined.of({ ...sample.environment, ...reader, ...names, ...environment });

  it.each([
    ['a wrong password', { ES_PASSWORD: 'opensesame' }, /refuses the login: .*401.* → see ES_AUTH/],
    ['no login', { ES_AUTH: 'none' }, /refuses the login: .*401.* → see ES_AUTH/],
    [
      'an index without rights',
      { ES_ASSET_INDEX: 'others' },
      /asset index 'others' may not be read by this login.*`read`/,
    ],
    ['an authority that is not trusted', { ES_CA_PATH: '' }, /certificate.* → ES_CA_PATH must name/],
    [
      'http instead of https',
      { ES_HOST: url.replace('https:', 'http:'), ES_CA_PATH: '' },
      /is not reached.* → .*https/,
    ],
  ])(
    'names %s, and keeps the password to itself',
    async (_, environment, cause) => {
      const { problems, report } = await examined(environment);
      expect(problems.join('\n')).toMatch(cause);
      expect(JSON.stringify(report)).not.toMatch(/opensesame|p@ss/);
    },
    60_000,
  );

  it('needs no more rights than serving', async () => {
    const admin = new Client({
      node: url,
      Transport: PlainJsonTransport,
      auth: { username: 'admin', password: 'p@ss:w/rd' },
      tls: { rejectUnauthorized: false },
    });
    try {
      for (const index of Object.values(names))
        await admin.indices.delete({ index, ignore_unavailable: true });
      await admin.indices.create({ index: names.ES_ASSET_INDEX, mappings: { properties: BY_HAND } });
      const operations = world.assets.flatMap((asset) => [{ index: { _id: asset.video_id } }, asset]);
      await admin.bulk({ index: names.ES_ASSET_INDEX, operations, refresh: true });
      const users = world.users.flatMap((user) => [{ index: { _id: user.user_id } }, user]);
      await admin.bulk({ index: names.ES_USER_INDEX, operations: users, refresh: true });
      const { report, lines } = await shownBy(examined());
      expect(report.counts).toMatchObject({ warning: 0, problem: 0, not_checked: 0 });
      expect(lines).toMatch(
        /ok catalogue_store: https:\S+: Elasticsearch or OpenSearch \(version not told\)/,
      );
    } finally {
      for (const index of Object.values(names))
        await admin.indices.delete({ index, ignore_unavailable: true });
      await admin.close();
    }
  });
});

async function shownBy(examination: Promise<Examined>) {
  const one = await examination;
  return { report: one.report, ok: one.ok, lines: one.lines().join('\n') };
}

async function listening(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
