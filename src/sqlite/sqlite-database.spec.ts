import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { SqliteDatabase } from './sqlite-database.js';
import { SCHEMA_VERSION } from './sqlite-schema.js';

describe('SqliteDatabase', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'upnext-sqlite-'));
    path = join(folder, 'deep', 'upnext.sqlite');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function made(): DatabaseSync {
    SqliteDatabase.open(path).close();
    return new DatabaseSync(path);
  }

  it('makes folder, file and tables, and opens them again', () => {
    const first = SqliteDatabase.open(path);
    expect(first.content()).toBe('empty');
    first.transaction(() => {
      first.replaceContent('imported');
    });
    first.close();
    const second = SqliteDatabase.open(path);
    expect(second.content()).toBe('imported');
    second.close();
    second.close();
  });

  it('keeps a write-ahead log, so that readers and a writer do not wait for each other', () => {
    const one = SqliteDatabase.open(path);
    const other = SqliteDatabase.open(path);
    one.transaction(() => {
      one.replaceContent('imported');
      expect(other.content()).toBe('empty');
    });
    expect(other.content()).toBe('imported');
    one.close();
    other.close();
  });

  it('undoes a transaction that fails', () => {
    const db = SqliteDatabase.open(path);
    const failing = () => {
      db.transaction(() => {
        db.replaceContent('sample');
        throw new Error('in the middle');
      });
    };
    expect(failing).toThrow('in the middle');
    expect(db.content()).toBe('empty');
    db.close();
  });

  it('refuses a file of a newer version', () => {
    const db = made();
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    expect(() => SqliteDatabase.open(path)).toThrow(
      `${path} has schema version ${SCHEMA_VERSION + 1}, this service knows ${SCHEMA_VERSION}`,
    );
  });

  it('refuses a file of another program', () => {
    const own = join(folder, 'theirs.sqlite');
    const theirs = new DatabaseSync(own);
    theirs.exec('CREATE TABLE letters (id TEXT)');
    theirs.close();
    expect(() => SqliteDatabase.open(own)).toThrow(`${own} belongs to another program`);
  });

  it('refuses a file that is no database', () => {
    const text = join(folder, 'text.sqlite');
    writeFileSync(text, 'not a database, but long enough to be taken for one by its size'.repeat(50));
    expect(() => SqliteDatabase.open(text)).toThrow(
      /text\.sqlite is damaged or no SQLite file .* move it away/,
    );
  });

  it('refuses a damaged file', () => {
    made().close();
    truncateSync(path, 4_096);
    expect(() => SqliteDatabase.open(path)).toThrow(/is damaged or no SQLite file/);
  });

  it('says which file and setting when the folder cannot be used', () => {
    writeFileSync(join(folder, 'file'), '');
    const below = join(folder, 'file', 'upnext.sqlite');
    expect(() => SqliteDatabase.open(below)).toThrow(
      /upnext\.sqlite cannot be opened or written to .* DATA_DIR/,
    );
    expect(() => SqliteDatabase.open(folder)).toThrow(/cannot be opened or written to/);
  });
});
