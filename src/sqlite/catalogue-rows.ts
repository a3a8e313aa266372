import type { StatementSync } from 'node:sqlite';

import type { AssetDocument, UserDocument } from '../retrieval/documents.js';
import { countryCodes, texts } from './index-values.js';
import { latestDate } from './latest-date.js';
import type { SqliteDatabase } from './sqlite-database.js';
import { EVERY_COUNTRY, UNDATED } from './sqlite-schema.js';

/** Writes assets and users as rows: adds, or replaces whole documents by id. Inside a transaction of the caller's. */
export class CatalogueRows {
  readonly #asset: StatementSync;
  readonly #listing: StatementSync;
  readonly #unlist: StatementSync;
  readonly #user: StatementSync;

  constructor(db: SqliteDatabase) {
    this.#asset = db.prepare('INSERT OR REPLACE INTO assets VALUES (?, ?, ?, ?, ?)');
    this.#listing = db.prepare('INSERT INTO asset_listings VALUES (?, ?, ?, ?)');
    this.#unlist = db.prepare('DELETE FROM asset_listings WHERE video_id = ?');
    this.#user = db.prepare('INSERT OR REPLACE INTO users VALUES (?, ?, ?)');
  }

  putAssets(assets: Iterable<AssetDocument>): void {
    for (const asset of assets) this.#putAsset(asset);
  }

  putUsers(users: Iterable<UserDocument>): void {
    for (const { user_id, user_country, user_blacklist } of users) {
      const [country = null] = countryCodes(user_country);
      this.#user.run(user_id, country, JSON.stringify([...new Set(texts(user_blacklist))]));
    }
  }

  #putAsset(asset: AssetDocument): void {
    const id = asset.video_id;
    const date = latestDate(asset.creation_date);
    const countries = countryCodes(asset.production_country);
    const [primary = null] = texts(asset.primary_category).sort();
    const [secondary = null] = texts(asset.secondary_category).sort();
    this.#asset.run(id, date, countries.join(), primary, secondary);
    this.#unlist.run(id);
    const statuses = new Set(texts(asset.moderation_status).map((status) => status.toLowerCase()));
    for (const status of statuses) {
      for (const country of [EVERY_COUNTRY, ...countries]) {
        this.#listing.run(country, status, date ?? UNDATED, id);
      }
    }
  }
}
