import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { fillWithSampleWorld } from './fill-with-sample-world.js';
import { SqliteDatabase } from './sqlite-database.js';

const now = Date.parse('2026-06-01T12:00:00Z');

function count(db: SqliteDatabase, table: string): unknown {
  return db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n;
}

describe('fillWithSampleWorld', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'upnext-sample-'));
    path = join(folder, 'upnext.sqlite');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('fills an empty file, and no other', () => {
    const db = SqliteDatabase.open(path);
    expect(fillWithSampleWorld(db, now)).toBe(true);
    expect(db.content()).toBe('sample');
    expect(count(db, 'assets')).toBe(3_000);
    expect(count(db, 'users')).toBe(300);
    expect(count(db, 'asset_features')).toBeGreaterThan(2_000);
    expect(count(db, 'user_features')).toBeGreaterThan(200);
    db.prepare(`DELETE FROM users`).run();
    expect(fillWithSampleWorld(db, now)).toBe(false);
    expect(count(db, 'users')).toBe(0);
    db.close();
  });

  it('leaves what was imported, be it nothing', () => {
    const db = SqliteDatabase.open(path);
    db.transaction(() => {
      db.replaceContent('imported');
    });
    expect(fillWithSampleWorld(db, now)).toBe(false);
    expect(count(db, 'assets')).toBe(0);
    db.close();
  });

  it('waits for another process that is filling, and takes what it made', async () => {
    SqliteDatabase.open(path).close();
    const script = `
      const { DatabaseSync } = require('node:sqlite');
      const db = new DatabaseSync(process.argv[1]);
      db.exec('BEGIN IMMEDIATE');
      db.exec("INSERT INTO meta VALUES ('content', 'sample')");
      console.log('writing');
      setTimeout(() => { db.exec('COMMIT'); db.close(); }, 400);
    `;
    const other = spawn(process.execPath, ['-e', script, path]);
    await once(other.stdout, 'data');
    const db = SqliteDatabase.open(path);
    expect(db.content()).toBe('empty');
    expect(fillWithSampleWorld(db, now)).toBe(false);
    expect(db.content()).toBe('sample');
    expect(count(db, 'assets')).toBe(0);
    db.close();
    await once(other, 'exit');
  });
});
