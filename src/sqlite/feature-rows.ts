import type { StatementSync } from 'node:sqlite';

import type { FeatureRecord } from '../feature-store/feature-writer.js';
import type { SqliteDatabase } from './sqlite-database.js';

/** Writes stored features as rows, one JSON object of texts per record: other fields of it stay. */
export class FeatureRows {
  readonly #upsert: Readonly<Record<'assets' | 'users', StatementSync>>;

  constructor(private readonly db: SqliteDatabase) {
    this.#upsert = { assets: upsert(db, 'asset_features'), users: upsert(db, 'user_features') };
  }

  write(kind: 'assets' | 'users', records: Iterable<FeatureRecord>): void {
    this.db.transaction(() => {
      for (const { id, values } of records) this.#upsert[kind].run(id, JSON.stringify(values));
    });
  }
}

function upsert(db: SqliteDatabase, table: 'asset_features' | 'user_features'): StatementSync {
  return db.prepare(
    `INSERT INTO ${table} VALUES (?, ?)
     ON CONFLICT DO UPDATE SET fields = json_patch(fields, excluded.fields)`,
  );
}
