import { randomUUID } from 'node:crypto';

import { Client, type estypes } from '@elastic/elasticsearch';
import { ElasticsearchService } from '@nestjs/elasticsearch';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';

import { SystemClock } from '../src/clock.js';
import { elasticsearchOptions } from '../src/elasticsearch/elasticsearch-options.js';
import { ElasticsearchProbe } from '../src/elasticsearch/elasticsearch.probe.js';
import { assetIndexContract } from '../src/retrieval/asset-index.contract.js';
import { AssetIndexCheck } from '../src/retrieval/asset-index-check.elasticsearch.js';
import { ElasticsearchAssetIndex } from '../src/retrieval/asset-index.elasticsearch.js';
import { catalogueWriterContract } from '../src/retrieval/catalogue-writer.contract.js';
import { ElasticsearchCatalogueWriter } from '../src/retrieval/catalogue-writer.elasticsearch.js';
import { userIndexContract } from '../src/retrieval/user-index.contract.js';
import { ElasticsearchUserIndex } from '../src/retrieval/user-index.elasticsearch.js';
import { ElasticsearchSettings } from '../src/settings/elasticsearch.settings.js';
import { RetrievalSettings } from '../src/settings/retrieval.settings.js';
import { Metrics } from '../src/telemetry/metrics.js';
import { describeEngine } from './engines.js';
import { plainUser } from './plain-user.js';

// Problems of a mapping are what half of these tests are about.
Logger.overrideLogger(false);
// A busy machine makes indices slowly.
jest.setTimeout(60_000);

const now = Date.parse('2026-06-01T12:00:00Z');
const keyword = { type: 'keyword' } as const;
const textWithKeyword = { type: 'text', fields: { raw: { type: 'keyword', ignore_above: 256 } } } as const;

type Properties = Record<string, estypes.MappingProperty>;
type Document = object;

const BY_HAND: Properties = {
  video_id: keyword,
  creation_date: { type: 'date' },
  production_country: keyword,
  moderation_status: keyword,
  primary_category: keyword,
  secondary_category: keyword,
};

const TEXT: Properties = {
  ...Object.fromEntries(Object.keys(BY_HAND).map((name) => [name, textWithKeyword])),
  creation_date: { type: 'text', fields: { parsed: { type: 'date' } } },
};

/** Settings as a deployment would give them. */
function settingsOf(url: string, environment: Record<string, string>): ElasticsearchSettings {
  return new ElasticsearchSettings(
    z.object(ElasticsearchSettings.shape).parse({ ES_HOST: url, ...environment }),
  );
}

for (const engine of ['elasticsearch8', 'elasticsearch9', 'opensearch2'] as const) {
  describeEngine(engine, 'retrieval', (url) => {
    const prefix = `upnext-test-${randomUUID().slice(0, 8)}`;
    const clock = new SystemClock();
    let admin: Client;
    let client: ElasticsearchService;
    let metrics = new Metrics();
    let made = 0;

    beforeAll(() => {
      admin = new Client(elasticsearchOptions(settingsOf(url, {})));
      client = new ElasticsearchService(elasticsearchOptions(settingsOf(url, {})));
    });

    afterEach(async () => {
      metrics = new Metrics();
      const indices = Object.keys(await admin.indices.getMapping({ index: `${prefix}*` }));
      if (indices.length > 0) await admin.indices.delete({ index: indices });
    });

    afterAll(async () => {
      await admin.close();
      await client.close();
    });

    const fresh = () => `${prefix}-${String((made += 1))}`;

    /** `properties` absent: the first document decides, as where nobody made a mapping. */
    async function indexOf(
      documents: readonly Document[],
      properties?: Properties,
      options: {
        name?: string;
        id?: (document: { video_id?: string; user_id?: string }) => string;
        shards?: number;
      } = {},
    ): Promise<string> {
      const index = options.name ?? fresh();
      await admin.indices.create({
        index,
        settings: { number_of_shards: options.shards ?? 1, number_of_replicas: 0 },
        ...(properties === undefined ? {} : { mappings: { dynamic: false, properties } }),
      });
      if (documents.length > 0) {
        const { items, errors } = await admin.bulk({
          index,
          refresh: true,
          operations: documents.flatMap((document) => [
            { index: options.id === undefined ? {} : { _id: options.id(document) } },
            document,
          ]),
        });
        if (errors) throw new Error(JSON.stringify(items.find((item) => item.index?.error)));
      }
      return index;
    }

    function assets(index: string, approved: readonly string[] = ['approved']): ElasticsearchAssetIndex {
      return new ElasticsearchAssetIndex(
        client,
        settingsOf(url, { ES_ASSET_INDEX: index }),
        new RetrievalSettings({ CANDIDATES_TO_RETRIEVE: 1_000, APPROVED_STATUSES: [...approved] }),
        metrics,
        clock,
      );
    }

    function users(index: string, key?: string): ElasticsearchUserIndex {
      const environment = { ES_USER_INDEX: index, ...(key === undefined ? {} : { ES_USER_KEY: key }) };
      return new ElasticsearchUserIndex(client, settingsOf(url, environment), metrics, clock);
    }

    async function skipped(reason: string): Promise<number> {
      const { values } = await metrics.skippedRecords.get();
      return values.find(({ labels }) => labels.reason === reason)?.value ?? 0;
    }

    async function found(index: string): Promise<string[]> {
      return (await assets(index).find({ limit: 100, now })).assets.map(({ videoId }) => videoId);
    }

    describe('asset index made by hand, of three shards', () => {
      assetIndexContract(async (documents, approved) =>
        assets(await indexOf([...documents], BY_HAND, { shards: 3 }), approved),
      );
    });

    describe('asset index made by dynamic mapping', () => {
      assetIndexContract(async (documents, approved) => assets(await indexOf([...documents]), approved));
    });

    describe('asset index of text with keyword and date subfields', () => {
      assetIndexContract(async (documents, approved) =>
        assets(await indexOf([...documents], TEXT), approved),
      );
    });

    describe('asset index that knows ids only as document ids', () => {
      const properties = Object.fromEntries(Object.entries(BY_HAND).filter(([name]) => name !== 'video_id'));
      assetIndexContract(async (documents, approved) =>
        assets(
          await indexOf(
            documents.map((document) => ({ ...document })),
            properties,
            { id: ({ video_id }) => String(video_id) },
          ),
          approved,
        ),
      );
    });

    // How far one shard knows what another has found is different each time.
    it.each([
      ['date_nanos', 'date_nanos'],
      ['date', 'date_nanos'],
      ['date', 'date'],
    ] as const)('finds undated assets of several indices each time: %s and %s', async (...types) => {
      const alias = fresh();
      for (const [n, type] of types.entries()) {
        const documents = [{ video_id: `undated${n}`, moderation_status: 'approved' }];
        const index = await indexOf(documents, { ...BY_HAND, creation_date: { type } });
        await admin.indices.putAlias({ index, name: alias });
      }
      const index = assets(alias);
      for (let time = 0; time < 40; time++) {
        const found = await index.find({ limit: 1, now });
        expect(found.assets.map(({ videoId, creationDate }) => [videoId, creationDate])).toEqual([
          ['undated0', null],
        ]);
      }
    });

    describe('asset alias over two indices', () => {
      assetIndexContract(async (documents, approved) => {
        const alias = fresh();
        for (const parity of [0, 1]) {
          const part = documents.filter((_document, i) => i % 2 === parity);
          const index = await indexOf([...part], {
            ...BY_HAND,
            creation_date: { type: parity === 0 ? 'date' : 'date_nanos' },
          });
          await admin.indices.putAlias({ index, name: alias });
        }
        return assets(alias, approved);
      });
    });

    describe('asset index of odd shape', () => {
      const approved = { moderation_status: 'approved' };

      it('reads dates in milliseconds, as numbers', async () => {
        const index = await indexOf([
          { video_id: 'old', creation_date: now - 2_000, ...approved },
          { video_id: 'new', creation_date: now - 1_000, ...approved },
          { video_id: 'future', creation_date: now + 1_000, ...approved },
          { video_id: 'undated', ...approved },
        ]);
        const page = await assets(index).find({ limit: 10, now });
        expect(page.assets.map(({ videoId, creationDate }) => [videoId, creationDate])).toEqual([
          ['new', now - 1_000],
          ['old', now - 2_000],
          ['undated', null],
        ]);
      });

      it('reads dates in nanoseconds', async () => {
        const index = await indexOf(
          [
            { video_id: 'a', creation_date: '2026-01-01T00:00:00.000000001Z', ...approved },
            { video_id: 'b', creation_date: '2026-01-01T00:00:00.123999999Z', ...approved },
            { video_id: 'c', creation_date: '2026-12-01T00:00:00Z', ...approved },
          ],
          { ...BY_HAND, creation_date: { type: 'date_nanos' } },
        );
        const page = await assets(index).find({ limit: 10, now });
        expect(page.assets.map(({ videoId, creationDate }) => [videoId, creationDate])).toEqual([
          ['b', Date.parse('2026-01-01T00:00:00.123Z')],
          ['a', Date.parse('2026-01-01T00:00:00Z')],
        ]);
      });

      it('reads dates in a format of their own', async () => {
        const index = await indexOf(
          [
            { video_id: 'a', creation_date: '01/02/2026', ...approved },
            { video_id: 'b', creation_date: '03/01/2026', ...approved },
            { video_id: 'c', creation_date: '01/12/2026', ...approved },
            { video_id: 'd', creation_date: 1_700_000_000, ...approved },
          ],
          { ...BY_HAND, creation_date: { type: 'date', format: 'dd/MM/yyyy||epoch_second' } },
        );
        const page = await assets(index).find({ limit: 10, now });
        expect(page.assets.map(({ videoId, creationDate }) => [videoId, creationDate])).toEqual([
          ['a', Date.parse('2026-02-01T00:00:00Z')],
          ['b', Date.parse('2026-01-03T00:00:00Z')],
          ['d', 1_700_000_000_000],
        ]);
      });

      it('reads numbers for ids, statuses and categories, to the last digit', async () => {
        const ids = ['9007199254740993', '9007199254740992', '7'];
        const index = fresh();
        await indexOf(
          [],
          {
            ...BY_HAND,
            video_id: { type: 'long' },
            primary_category: { type: 'integer' },
            moderation_status: { type: 'byte' },
          },
          { name: index },
        );
        for (const id of ids) {
          await admin.transport.request(
            {
              method: 'POST',
              path: `/${index}/_doc?refresh=true`,
              body: `{"video_id":${id},"primary_category":12,"moderation_status":1}`,
            },
            { headers: { 'content-type': 'application/json' } },
          );
        }
        const catalogue = assets(index, ['1', 'approved']);
        const { assets: all } = await catalogue.find({ limit: 10, now });
        expect(all.map(({ videoId }) => videoId)).toEqual(['7', '9007199254740992', '9007199254740993']);
        expect(all[0]?.primaryCategory).toBe('12');
        const some = await catalogue.find({
          limit: 10,
          now,
          videoIds: [...ids, 'x', '99999999999999999999'],
          excludeIds: ['9007199254740992', 'y', ''],
        });
        expect(some.assets.map(({ videoId }) => videoId)).toEqual(['7', '9007199254740993']);
        expect((await assets(index, ['approved', '300']).find({ limit: 1, now })).assets).toEqual([]);
      });

      it('bears ids beyond the range of a small number', async () => {
        const index = await indexOf([{ video_id: 7, ...approved }], {
          ...BY_HAND,
          video_id: { type: 'integer' },
        });
        const page = await assets(index).find({
          limit: 10,
          now,
          videoIds: ['7'],
          excludeIds: ['99999999999'],
        });
        expect(page.assets).toHaveLength(1);
      });

      it('counts and skips documents without an id', async () => {
        const index = await indexOf(
          [
            { video_id: 'a', ...approved },
            { production_country: 'BR', ...approved },
            { video_id: null, ...approved },
            { video_id: '', ...approved },
            { moderation_status: 'rejected' },
          ],
          BY_HAND,
        );
        const page = await assets(index).find({ limit: 10, now });
        expect(page).toMatchObject({ assets: [{ videoId: 'a' }], skipped: 3 });
        expect(await skipped('asset_without_id')).toBe(3);
        expect(await assets(index).find({ limit: 10, now, country: 'BR' })).toEqual({
          assets: [],
          skipped: 1,
        });
      });

      it('takes a repeated id once, and the first of several categories', async () => {
        const index = await indexOf(
          [
            { video_id: 'a', creation_date: '2026-01-01', primary_category: ['b', 'a'], ...approved },
            { video_id: 'a', creation_date: '2026-02-01', primary_category: 'c', ...approved },
            { video_id: ['b', 'z'], ...approved },
          ],
          BY_HAND,
        );
        const page = await assets(index).find({ limit: 10, now });
        expect(page.assets.map(({ videoId, primaryCategory }) => [videoId, primaryCategory])).toEqual([
          ['a', 'c'],
          ['b', null],
        ]);
      });

      it('follows field aliases', async () => {
        const index = await indexOf([{ sku: 'a', ...approved }], {
          ...BY_HAND,
          sku: keyword,
          video_id: { type: 'alias', path: 'sku' },
        });
        expect(await found(index)).toEqual(['a']);
      });

      it('uses what indices behind an alias have in common', async () => {
        const alias = fresh();
        const first = await indexOf([{ video_id: 'a', ...approved }], TEXT);
        const second = await indexOf([{ video_id: 'b', creation_date: '2026-01-01', ...approved }], {
          ...TEXT,
          secondary_category: { type: 'text' },
        });
        for (const index of [first, second]) await admin.indices.putAlias({ index, name: alias });
        expect(await found(alias)).toEqual(['b', 'a']);
      });

      it('does not mind values that the index itself ignored as malformed', async () => {
        const index = await indexOf([{ video_id: 'a', creation_date: 'soon', ...approved }], {
          ...BY_HAND,
          creation_date: { type: 'date', ignore_malformed: true },
        });
        const page = await assets(index).find({ limit: 10, now });
        expect(page.assets).toMatchObject([{ videoId: 'a', creationDate: null }]);
      });

      it('refuses what cannot work, field by field', async () => {
        const index = await indexOf([{ video_id: 'a', creation_date: 'x', ...approved }], {
          ...BY_HAND,
          moderation_status: { type: 'text' },
          creation_date: keyword,
        });
        await expect(assets(index).find({ limit: 1, now })).rejects.toThrow(
          /moderation_status is mapped as text, needed: keyword.*; creation_date is mapped as keyword, needed: date/,
        );
      });

      it('sees fields that appear later', async () => {
        const index = await indexOf([]);
        const catalogue = assets(index);
        expect((await catalogue.find({ limit: 1, now })).assets).toEqual([]);
        await admin.index({ index, document: { video_id: 'a', ...approved }, refresh: true });
        expect((await catalogue.find({ limit: 1, now })).assets).toHaveLength(1);
      });

      it('says that an index is missing, and finds it when it is there', async () => {
        const index = fresh();
        const catalogue = assets(index);
        await expect(catalogue.find({ limit: 1, now })).rejects.toMatchObject({
          name: 'StoreError',
          message: expect.stringContaining(`index '${index}': the index does not exist (index_not_found)`),
        });
        await indexOf([{ video_id: 'a', ...approved }], BY_HAND, { name: index });
        expect((await catalogue.find({ limit: 1, now })).assets).toHaveLength(1);
        await admin.indices.delete({ index });
        await expect(catalogue.find({ limit: 1, now })).rejects.toThrow('index_not_found');
        await expect(assets(`${prefix}-nothing-*`).find({ limit: 1, now })).rejects.toThrow(
          'index_not_found',
        );
      });

      it('says at start when nothing is approved, with the statuses that are there', async () => {
        const check = (index: string, statuses: string[] = ['approved']) =>
          new AssetIndexCheck(
            client,
            assets(index, statuses),
            settingsOf(url, { ES_ASSET_INDEX: index }),
            new RetrievalSettings({ CANDIDATES_TO_RETRIEVE: 1, APPROVED_STATUSES: statuses }),
          ).statusProblem();
        const index = await indexOf([
          { video_id: 'a', moderation_status: 'Pending' },
          { video_id: 'b', moderation_status: 'Pending' },
          { video_id: 'c', moderation_status: 'live' },
        ]);
        expect(await check(index)).toBe(
          `asset index '${index}': no asset has an approved status (approved), nothing is shown. Statuses there: Pending (2), live (1)`,
        );
        expect(await check(index, ['LIVE'])).toBeNull();
        expect(await check(await indexOf([], BY_HAND))).toMatch(/Statuses there: none$/);
        await expect(check(fresh())).rejects.toMatchObject({ name: 'StoreError' });
      });

      it('logs problems of the mapping once', async () => {
        const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
        const catalogue = assets(await indexOf([{ video_id: 'a', ...approved }]));
        await catalogue.find({ limit: 1, now });
        await catalogue.find({ limit: 1, now });
        const lines = warn.mock.calls.map(([line]) => String(line));
        warn.mockRestore();
        expect(lines).toHaveLength(4);
        expect(lines[0]).toMatch(/creation_date is not mapped: the newest assets are not known/);
      });
    });

    describe('user index by document id', () => {
      userIndexContract(async (documents) =>
        users(
          await indexOf(
            [...documents].map((each) => ({ ...each })),
            undefined,
            { id: ({ user_id }) => String(user_id) },
          ),
        ),
      );
    });

    describe('user alias over two indices, by document id', () => {
      userIndexContract(async (documents) => {
        const alias = fresh();
        for (const parity of [0, 1]) {
          const part = documents.filter((_document, i) => i % 2 === parity).map((each) => ({ ...each }));
          const index = await indexOf(part, undefined, { id: ({ user_id }) => String(user_id) });
          await admin.indices.putAlias({ index, name: alias });
        }
        return users(alias);
      });
    });

    describe('user index by a field', () => {
      userIndexContract(async (documents) =>
        users(await indexOf([...documents].map((each) => ({ ...each }))), 'user_id'),
      );
    });

    describe('user index of odd shape', () => {
      it('finds a user by a keyword field', async () => {
        const index = await indexOf([{ account: 'U-1', user_country: 'BR' }, { account: 'u-1' }], {
          account: keyword,
        });
        expect(plainUser(await users(index, 'account').find('U-1'))).toEqual({
          country: 'BR',
          blacklist: [],
        });
        expect(await users(index, 'account').find('U-2')).toBeNull();
      });

      it('finds a user by a number', async () => {
        const index = await indexOf([{ user_id: 38073944, user_country: 'BR', user_blacklist: [1, 2] }]);
        expect(plainUser(await users(index, 'user_id').find('38073944'))).toEqual({
          country: 'BR',
          blacklist: ['1', '2'],
        });
        expect(await users(index, 'user_id').find('anna')).toBeNull();
      });

      it('leaves out and counts what is malformed', async () => {
        const index = await indexOf(
          [{ user_id: 'u', user_country: 55, user_blacklist: ['a', { id: 'b' }, true] }],
          {},
          { id: () => 'u' },
        );
        expect(plainUser(await users(index).find('u'))).toEqual({ country: null, blacklist: ['a'] });
        expect(await skipped('user_country')).toBe(1);
        expect(await skipped('user_blacklist')).toBe(1);
      });

      it('says that an index is missing', async () => {
        const index = fresh();
        const missing = `user index '${index}': the index does not exist (index_not_found)`;
        await expect(users(index).find('u')).rejects.toMatchObject({
          name: 'StoreError',
          message: expect.stringContaining(missing),
        });
        await expect(users(index, 'user_id').find('u')).rejects.toThrow('index_not_found');
      });

      it('says that ES_USER_KEY names a field that cannot be searched', async () => {
        const index = await indexOf([{ user_id: 'u' }], { user_id: { type: 'text' } });
        await expect(users(index, 'user_id').find('u')).rejects.toThrow(
          'ES_USER_KEY names user_id, mapped as text, needed: keyword',
        );
      });
    });

    describe('catalogue writer', () => {
      catalogueWriterContract(() => {
        const settings = { ES_ASSET_INDEX: fresh(), ES_USER_INDEX: fresh() };
        return Promise.resolve({
          writer: () => new ElasticsearchCatalogueWriter(client, settingsOf(url, settings)),
          assets: assets(settings.ES_ASSET_INDEX),
          users: users(settings.ES_USER_INDEX),
          makeForeign: async (kind) => {
            const name = kind === 'assets' ? settings.ES_ASSET_INDEX : settings.ES_USER_INDEX;
            await indexOf([], BY_HAND, { name });
          },
        });
      });

      it('names the first documents that were refused', async () => {
        const settings = settingsOf(url, { ES_ASSET_INDEX: fresh() });
        const writer = new ElasticsearchCatalogueWriter(client, settings);
        await writer.open('assets', false);
        const written = writer.writeAssets([
          ...['a', 'b', 'c', 'd'].map((video_id) => ({ video_id, creation_date: 'soon' })),
          { video_id: 'good', moderation_status: 'approved' },
        ]);
        await expect(written).rejects.toMatchObject({ name: 'StoreError' });
        await expect(written).rejects.toThrow(/refused a: .*date.*; c: .*, and 1 more$/s);
        await writer.close();
        expect(await found(settings.ES_ASSET_INDEX)).toEqual(['good']);
      });
    });

    describe('probe', () => {
      const probe = (index: string, at = client) =>
        new ElasticsearchProbe(at, settingsOf(url, { ES_ASSET_INDEX: index }));

      it('shows the state of the cluster and no host', async () => {
        const shown = await probe(await indexOf([])).check(new AbortController().signal);
        expect(Object.keys(shown)).toEqual(['cluster']);
        expect(shown.cluster).toMatch(/^(green|yellow)$/);
      });

      it('fails without the asset index, and when it is aborted', async () => {
        await expect(probe(fresh()).check(new AbortController().signal)).rejects.toThrow('index_not_found');
        await expect(probe(fresh()).check(AbortSignal.abort())).rejects.toMatchObject({ name: 'StoreError' });
      });
    });

    it('says that nobody answers', async () => {
      const nobody = new ElasticsearchService(elasticsearchOptions(settingsOf('http://127.0.0.1:1', {})));
      const index = new ElasticsearchUserIndex(nobody, settingsOf(url, {}), metrics, clock);
      await expect(index.find('u')).rejects.toMatchObject({
        name: 'StoreError',
        cause: expect.objectContaining({ code: 'ECONNREFUSED' }),
      });
      await nobody.close();
    });
  });
}
