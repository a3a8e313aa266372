import { CatalogueRows } from './catalogue-rows.js';
import { FeatureRows } from './feature-rows.js';
import { SampleWorld } from './sample-world/sample-world.js';
import type { SqliteDatabase } from './sqlite-database.js';

/**
 * Fills an empty file with the sample world, in one transaction; leaves any other as it is. Of several processes that
 * start at once, one fills and the others wait.
 *
 * @param now milliseconds since the epoch
 * @returns whether it filled
 */
export function fillWithSampleWorld(db: SqliteDatabase, now: number): boolean {
  if (db.content() !== 'empty') return false;
  return db.transaction(() => {
    if (db.content() !== 'empty') return false;
    const { assets, users, features } = new SampleWorld({ now }).contents();
    db.replaceContent('sample');
    const catalogue = new CatalogueRows(db);
    catalogue.putAssets(assets);
    catalogue.putUsers(users);
    const stored = new FeatureRows(db);
    stored.put('assets', features.assets);
    stored.put('users', features.users);
    return true;
  });
}
