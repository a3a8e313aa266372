import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

import type { OnApplicationShutdown } from '@nestjs/common';

import { SqliteFileError } from './sqlite-file-error.js';
import { message, nodeCode, SQLITE_RESULT, sqliteResult } from './sqlite-result.js';
import { prepareSchema } from './sqlite-schema.js';

/** How long a statement waits for another process' write, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/** What the file holds: nothing yet, the sample world, or what somebody imported. Never a mix. */
export type Content = 'empty' | 'sample' | 'imported';

/**
 * The embedded store's connection: one file that several processes may use at once. Every statement is
 * synchronous, a few milliseconds at most while serving.
 */
export class SqliteDatabase implements OnApplicationShutdown {
  readonly #db: DatabaseSync;

  private constructor(
    db: DatabaseSync,
    /** As given, for people. */
    readonly path: string,
  ) {
    this.#db = db;
  }

  /**
   * Opens the file; makes it, its folder and its tables where they are not there.
   *
   * @param path of the file, or `:memory:`
   * @throws SqliteFileError when it cannot be used
   */
  static open(path: string): SqliteDatabase {
    let db: DatabaseSync | undefined;
    try {
      if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
      db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
      db.exec('PRAGMA journal_mode = WAL');
      db.exec('PRAGMA synchronous = NORMAL');
      prepareSchema(db, path);
      const opened = new SqliteDatabase(db, path);
      // A first read: a file that was cut off shows here rather than at the first request.
      opened.content();
      return opened;
    } catch (error) {
      db?.close();
      throw explained(error, path);
    }
  }

  prepare(sql: string): StatementSync {
    return this.#db.prepare(sql);
  }

  /** Everything that `write` does, or nothing; one writer at a time over all processes. */
  transaction<T>(write: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = write();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  content(): Content {
    const row = this.#db.prepare(`SELECT value FROM meta WHERE name = 'content'`).get();
    return (row?.value ?? 'empty') as Content;
  }

  /** Removes everything and says what comes in its place. Inside a {@link transaction}. */
  replaceContent(content: Content): void {
    for (const table of ['assets', 'asset_listings', 'users', 'asset_features', 'user_features']) {
      this.#db.exec(`DELETE FROM ${table}`);
    }
    this.#db.prepare(`INSERT OR REPLACE INTO meta VALUES ('content', ?)`).run(content);
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  onApplicationShutdown(): void {
    this.close();
  }
}

function explained(error: unknown, path: string): unknown {
  const reason = message(error);
  switch (sqliteResult(error)) {
    case SQLITE_RESULT.notadb:
    case SQLITE_RESULT.corrupt:
      return new SqliteFileError(
        path,
        `is damaged or no SQLite file (${reason}); move it away and start again`,
        { cause: error },
      );
    case SQLITE_RESULT.busy:
      return new SqliteFileError(path, `is written to by another process (${reason}); try again`, {
        cause: error,
      });
    case SQLITE_RESULT.error:
      return error;
    case undefined:
      // Of the file system: the folder cannot be made.
      if (!/^E[A-Z]+$/.test(nodeCode(error) ?? '')) return error;
  }
  return new SqliteFileError(path, `cannot be opened or written to (${reason}); see DATA_DIR`, {
    cause: error,
  });
}
