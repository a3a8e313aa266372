import { afterEach, describe, expect, it } from '@jest/globals';

import { CatalogueRows } from '../sqlite/catalogue-rows.js';
import { SqliteDatabase } from '../sqlite/sqlite-database.js';
import { userIndexContract } from './user-index.contract.js';
import { SqliteUserIndex } from './user-index.sqlite.js';

describe('SqliteUserIndex', () => {
  let db: SqliteDatabase;
  afterEach(() => {
    db.close();
  });

  userIndexContract((documents) => {
    db = SqliteDatabase.open(':memory:');
    new CatalogueRows(db).putUsers(documents);
    return Promise.resolve(new SqliteUserIndex(db));
  });

  it('says that the store failed when it is closed', async () => {
    db = SqliteDatabase.open(':memory:');
    const users = new SqliteUserIndex(db);
    db.close();
    await expect(users.find('u')).rejects.toMatchObject({ name: 'StoreError', store: 'sqlite' });
  });
});
