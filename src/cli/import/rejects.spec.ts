import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { defaultRejectsPath, Rejects } from './rejects.js';

const folder = mkdtempSync(join(tmpdir(), 'upnext-rejects-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const row = (line: number) => ({ line, text: `row "${line}"`, content: null });

describe('the rejects file', () => {
  it('has one JSON object per row; the first few rows are also said', async () => {
    const path = join(folder, 'some.jsonl');
    const said: string[] = [];
    const rejects = new Rejects(path, (line) => said.push(line));
    for (let line = 1; line <= 2_000; line++) await rejects.add('a.csv', row(line), 'no id');
    await rejects.close();
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.map((text) => JSON.parse(text) as unknown)).toHaveLength(2_000);
    expect(JSON.parse(lines[6] ?? '')).toEqual({ file: 'a.csv', line: 7, reason: 'no id', row: 'row "7"' });
    expect(rejects.count).toBe(2_000);
    expect(said).toHaveLength(6);
    expect(said[0]).toBe('rejected a.csv:1: no id');
    expect(said[5]).toContain(path);
  });

  it('is not made without a rejected row', async () => {
    const path = join(folder, 'none.jsonl');
    await new Rejects(path, () => undefined).close();
    expect(existsSync(path)).toBe(false);
  });

  it('that cannot be written ends the import', async () => {
    const rejects = new Rejects(join(folder, 'no', 'where.jsonl'), () => undefined);
    await expect(rejects.add('a.csv', row(1), 'no id').then(() => rejects.close())).rejects.toThrow(
      /rejects file cannot be written/,
    );
  });

  it('is named after the command and the time', () => {
    expect(defaultRejectsPath('import assets', new Date('2026-06-01T12:00:05Z'))).toBe(
      'import-assets-20260601T120005.rejects.jsonl',
    );
  });
});
