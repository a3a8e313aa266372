import { afterEach, describe, expect, it } from '@jest/globals';

import { RetrievalSettings } from '../settings/retrieval.settings.js';
import { CatalogueRows } from '../sqlite/catalogue-rows.js';
import { SqliteDatabase } from '../sqlite/sqlite-database.js';
import { assetIndexContract } from './asset-index.contract.js';
import { SqliteAssetIndex } from './asset-index.sqlite.js';
import { newestAssetsSql, pickedAssetsSql } from './asset-query.sqlite.js';
import type { AssetDocument } from './documents.js';

let db: SqliteDatabase;
afterEach(() => {
  db.close();
});

function open(documents: readonly AssetDocument[] = []): SqliteDatabase {
  db = SqliteDatabase.open(':memory:');
  new CatalogueRows(db).putAssets(documents);
  return db;
}

function index(documents: readonly AssetDocument[], statuses: readonly string[] = ['approved']) {
  const settings = new RetrievalSettings({ CANDIDATES_TO_RETRIEVE: 1_000, APPROVED_STATUSES: [...statuses] });
  return new SqliteAssetIndex(open(documents), settings);
}

function plan(sql: string): string {
  const rows = open().prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  return rows.map(({ detail }) => String(detail)).join('\n');
}

describe('SqliteAssetIndex', () => {
  assetIndexContract((documents, statuses) => Promise.resolve(index(documents, statuses)));

  const now = Date.parse('2026-06-01T12:00:00Z');

  it('lists an asset of several approved statuses and countries once', async () => {
    const both = { video_id: 'both', moderation_status: ['ok', 'live'], production_country: ['BR', 'US'] };
    const other = { video_id: 'other', moderation_status: 'ok', production_country: 'US' };
    const found = index([both, other], ['live', 'ok']);
    const { assets } = await found.find({ limit: 10, now });
    expect(assets.map(({ videoId }) => videoId)).toEqual(['both', 'other']);
    expect((await found.find({ limit: 10, now, country: 'br' })).assets).toHaveLength(1);
  });

  it('finds nothing without an approved status', async () => {
    const page = await index([{ video_id: 'a', moderation_status: 'approved' }], []).find({ limit: 10, now });
    expect(page.assets).toEqual([]);
  });

  it('reads a date without an offset as UTC, and one it cannot read as none', async () => {
    const dates = ['2026-05-01T00:00:00', '1777593600001', 'yesterday'];
    const found = index(
      dates.map((date) => ({ video_id: date, moderation_status: 'approved', creation_date: date })),
    );
    const { assets } = await found.find({ limit: 10, now });
    expect(assets.map(({ creationDate }) => creationDate)).toEqual([
      1_777_593_600_001,
      Date.parse('2026-05-01T00:00:00Z'),
      null,
    ]);
  });

  it('says that the store failed when it is closed', async () => {
    const found = index([]);
    db.close();
    await expect(found.find({ limit: 1, now })).rejects.toMatchObject({
      name: 'StoreError',
      store: 'sqlite',
    });
  });

  it.each([1, 2, 3])('neither scans nor sorts for the newest of a country with %i statuses', (statuses) => {
    expect(plan(newestAssetsSql(statuses))).not.toMatch(/SCAN|TEMP B-TREE FOR/);
  });

  it('looks given ids up', () => {
    expect(plan(pickedAssetsSql(1))).not.toMatch(/SCAN (l|a)\b/);
  });
});
