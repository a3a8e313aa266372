import type { StatementSync } from 'node:sqlite';

import type { FeatureRecord } from '../feature-store/feature-writer.js';
import type { SqliteDatabase } from './sqlite-database.js';

/** Writes stored features as rows, one JSON object of texts per record: other fields of it stay. Inside a transaction of the caller's. */
export class FeatureRows {
  readonly #upsert: Readonly<Record<'assets' | 'users', StatementSync>>;

  constructor(db: SqliteDatabase) {
    this.#upsert = { assets: upsert(db, 'asset_features'), users: upsert(db, 'user_features') };
  }

  put(kind: 'assets' | 'users', records: Iterable<FeatureRecord>): void {
    for (const { id, values } of records) this.#upsert[kind].run(id, JSON.stringify(values));
  }
}

function upsert(db: SqliteDatabase, table: 'asset_features' | 'user_features'): StatementSync {
  return db.prepare(
    `INSERT INTO ${table} VALUES (?, ?)
     ON CONFLICT DO UPDATE SET fields = json_patch(fields, excluded.fields)`,
  );
}
