import type { DatabaseSync } from 'node:sqlite';

import { SqliteFileError } from './sqlite-file-error.js';

/** `PRAGMA application_id` of our files: "upnx" in ASCII. Any other SQLite file has 0 or its own. */
const APPLICATION_ID = 0x75_70_6e_78;

/** `PRAGMA user_version`. Raise it with every change of the tables, and add the step to {@link prepareSchema}. */
export const SCHEMA_VERSION = 1;

/** Country of the listings that stand for every country. */
export const EVERY_COUNTRY = '';

/**
 * `asset_listings` is what queries walk: one row per asset, status and country (and one for every country), in the
 * order of an answer. `newest` is the asset's date in milliseconds since the epoch; undated ones have
 * `UNDATED`, below any date.
 */
const TABLES = `
  CREATE TABLE assets (
    video_id TEXT PRIMARY KEY,
    creation_date INTEGER,
    production_countries TEXT NOT NULL,
    primary_category TEXT,
    secondary_category TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE asset_listings (
    country TEXT NOT NULL,
    status TEXT NOT NULL,
    newest INTEGER NOT NULL,
    video_id TEXT NOT NULL,
    PRIMARY KEY (country, status, newest DESC, video_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX asset_listings_by_video ON asset_listings (video_id);
  CREATE TABLE users (
    user_id TEXT PRIMARY KEY,
    country TEXT,
    blacklist TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE asset_features (video_id TEXT PRIMARY KEY, fields TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE user_features (user_id TEXT PRIMARY KEY, fields TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Below any date that JavaScript can hold. */
export const UNDATED = -9_000_000_000_000_000;

/**
 * Makes the tables of an empty file, and accepts a file that has them.
 *
 * @param path for messages
 * @throws SqliteFileError for a file of another program or of a newer version
 */
export function prepareSchema(db: DatabaseSync, path: string): void {
  if (checkVersion(db, path)) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have made them while this one waited.
    if (!checkVersion(db, path)) {
      db.exec(TABLES);
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
      db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    }
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

/** Whether the tables are there; `false` for an empty file. */
function checkVersion(db: DatabaseSync, path: string): boolean {
  const application = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  if (application === APPLICATION_ID) {
    if (version === SCHEMA_VERSION) return true;
    throw new SqliteFileError(
      path,
      `has schema version ${version}, this service knows ${SCHEMA_VERSION}; use the version that wrote it, or move the file away`,
    );
  }
  const { tables } = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number };
  if (application === 0 && version === 0 && tables === 0) return false;
  throw new SqliteFileError(path, 'belongs to another program; choose another DATA_DIR');
}

function pragma(db: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return db.prepare(`PRAGMA ${name}`).get()?.[name] as number;
}
