import { afterEach, describe, expect, it } from '@jest/globals';

import { FeatureRows } from '../sqlite/feature-rows.js';
import { SqliteDatabase } from '../sqlite/sqlite-database.js';
import { Metrics } from '../telemetry/metrics.js';
import { featureStoreContract } from './feature-store.contract.js';
import { SqliteFeatureStore } from './feature-store.sqlite.js';
import { featureWriterContract } from './feature-writer.contract.js';
import { SqliteFeatureWriter } from './feature-writer.sqlite.js';

let db: SqliteDatabase;
afterEach(() => {
  db.close();
});

const number = (name: string) => ({ name, kind: 'number' as const });

describe('SqliteFeatureStore', () => {
  featureStoreContract(({ assets, users, assetFeatures, userFeatures }) => {
    db = SqliteDatabase.open(':memory:');
    const rows = new FeatureRows(db);
    rows.put('assets', assets);
    rows.put('users', users);
    const settings = { ASSET_FEATURES: [...assetFeatures], USER_FEATURES: [...userFeatures] };
    return Promise.resolve(new SqliteFeatureStore(db, settings, new Metrics()));
  });

  it('says that the store failed when it is closed', async () => {
    db = SqliteDatabase.open(':memory:');
    const store = new SqliteFeatureStore(db, { ASSET_FEATURES: [], USER_FEATURES: [] }, new Metrics());
    db.close();
    const failure = { name: 'StoreError', store: 'sqlite' };
    await expect(store.readAssets(['a'])).rejects.toMatchObject(failure);
    await expect(store.readUser('u')).rejects.toMatchObject(failure);
  });
});

describe('SqliteFeatureWriter', () => {
  featureWriterContract(() => {
    db = SqliteDatabase.open(':memory:');
    const settings = {
      ASSET_FEATURES: ['video_vv', 'prob_asset_watch'].map(number),
      USER_FEATURES: ['prob_user_watch', 'user_vv'].map(number),
    };
    return Promise.resolve({
      writer: () => new SqliteFeatureWriter(db),
      store: new SqliteFeatureStore(db, settings, new Metrics()),
    });
  });

  it('undoes a call that fails', async () => {
    db = SqliteDatabase.open(':memory:');
    const writer = new SqliteFeatureWriter(db);
    await writer.open('assets', false);
    const cut = { id: null as unknown as string, values: {} };
    await expect(writer.write('assets', [{ id: 'a', values: {} }, cut])).rejects.toMatchObject({
      name: 'StoreError',
    });
    expect(db.prepare('SELECT count(*) AS n FROM asset_features').get()).toEqual({ n: 0 });
  });
});
