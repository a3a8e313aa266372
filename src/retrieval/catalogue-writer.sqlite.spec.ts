import { afterEach, describe, expect, it } from '@jest/globals';

import { RetrievalSettings } from '../settings/retrieval.settings.js';
import { CatalogueRows } from '../sqlite/catalogue-rows.js';
import { FeatureRows } from '../sqlite/feature-rows.js';
import { SqliteDatabase } from '../sqlite/sqlite-database.js';
import { SqliteAssetIndex } from './asset-index.sqlite.js';
import { catalogueWriterContract } from './catalogue-writer.contract.js';
import { SqliteCatalogueWriter } from './catalogue-writer.sqlite.js';
import { SqliteUserIndex } from './user-index.sqlite.js';
import { plainUser } from '../../test/plain-user.js';

describe('SqliteCatalogueWriter', () => {
  let db: SqliteDatabase;
  afterEach(() => {
    db.close();
  });

  catalogueWriterContract(() => {
    db = SqliteDatabase.open(':memory:');
    const settings = new RetrievalSettings({
      CANDIDATES_TO_RETRIEVE: 1_000,
      APPROVED_STATUSES: ['approved'],
    });
    return Promise.resolve({
      writer: () => new SqliteCatalogueWriter(db),
      assets: new SqliteAssetIndex(db, settings),
      users: new SqliteUserIndex(db),
    });
  });

  it('takes the place of the whole sample world, once', async () => {
    db = SqliteDatabase.open(':memory:');
    db.transaction(() => {
      db.replaceContent('sample');
    });
    new CatalogueRows(db).putUsers([{ user_id: 'sample' }]);
    new FeatureRows(db).put('users', [{ id: 'sample', values: { user_vv: '1' } }]);
    const users = new SqliteUserIndex(db);
    const first = new SqliteCatalogueWriter(db);
    await first.open('assets', false);
    expect(await users.find('sample')).toBeNull();
    expect(db.prepare('SELECT count(*) AS n FROM user_features').get()).toEqual({ n: 0 });
    await first.writeUsers([{ user_id: 'mine' }]);
    await new SqliteCatalogueWriter(db).open('assets', false);
    expect(plainUser(await users.find('mine'))).toEqual({ country: null, blacklist: [] });
    expect(db.content()).toBe('imported');
  });
});
