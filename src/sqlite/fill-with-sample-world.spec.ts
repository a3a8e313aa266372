import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

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

  it('is done by one of several processes that start at once', async () => {
    const source = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
    const script = `
      import { fillWithSampleWorld } from ${source('./fill-with-sample-world.ts')};
      import { SqliteDatabase } from ${source('./sqlite-database.ts')};
      const db = SqliteDatabase.open(process.argv[1]);
      const filled = fillWithSampleWorld(db, ${now});
      console.log(JSON.stringify({ filled, content: db.content() }));
    `;
    const loader = new URL('../../test/typescript-loader.js', import.meta.url).href;
    const answers = await Promise.all(
      [1, 2, 3].map(async () => {
        const options = ['--import', loader, '--input-type=module', '-e', script, path];
        const { stdout } = await promisify(execFile)(process.execPath, options);
        return JSON.parse(stdout) as unknown;
      }),
    );
    expect(answers.filter((answer) => (answer as { filled: boolean }).filled)).toHaveLength(1);
    for (const answer of answers) expect(answer).toMatchObject({ content: 'sample' });
  }, 60_000);
});
