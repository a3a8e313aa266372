import { Injectable } from '@nestjs/common';

import { SqliteDatabase } from '../sqlite/sqlite-database.js';
import { answered } from '../sqlite/to-store-error.js';
import { FeatureFacts, type FeatureServer, type RawRow, type RecordKind } from './feature-facts.js';

const TABLES = {
  asset: { table: 'asset_features', id: 'video_id' },
  user: { table: 'user_features', id: 'user_id' },
} as const;

/** Looks into the stored features of the embedded store. */
@Injectable()
export class SqliteFeatureFacts extends FeatureFacts {
  readonly where: string;

  constructor(private readonly db: SqliteDatabase) {
    super();
    this.where = `embedded store ${db.path}`;
  }

  override async server(signal: AbortSignal): Promise<FeatureServer> {
    await this.readOnce(signal);
    const keys = Object.values(TABLES).map(({ table }) => ({
      name: table,
      keys: this.#count(table, signal),
    }));
    return {
      product: 'SQLite',
      version: String(this.#first('SELECT sqlite_version() AS n', signal)),
      databases: keys,
    };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async readOnce(signal: AbortSignal): Promise<void> {
    this.#first(`SELECT fields AS n FROM user_features WHERE user_id = 'upnext:probe'`, signal);
  }

  override placeOf(kind: RecordKind): string {
    return `table ${TABLES[kind].table}`;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async rows(
    kind: RecordKind,
    ids: readonly string[],
    fields: readonly string[],
    signal: AbortSignal,
  ): Promise<RawRow[]> {
    const { table, id } = TABLES[kind];
    const sql = `SELECT key, fields FROM json_each(?) CROSS JOIN ${table} ON ${id} = value`;
    const found = answered(`${kind} features`, signal, () => this.db.prepare(sql).all(JSON.stringify(ids)));
    const rows: RawRow[] = ids.map(() => fields.map(() => null));
    for (const { key, fields: json } of found) {
      const texts = new Map(Object.entries(JSON.parse(String(json)) as Record<string, string>));
      rows[Number(key)] = fields.map((name) => texts.get(name) ?? null);
    }
    return rows;
  }

  override lookAround(): Promise<null> {
    return Promise.resolve(null);
  }

  override clock(): Promise<null> {
    return Promise.resolve(null);
  }

  #count(table: string, signal: AbortSignal): number {
    return Number(this.#first(`SELECT count(*) AS n FROM ${table}`, signal));
  }

  #first(sql: string, signal: AbortSignal): unknown {
    return answered('stored features', signal, () => this.db.prepare(sql).get())?.n;
  }
}
