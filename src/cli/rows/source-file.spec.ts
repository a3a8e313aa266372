import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, describe, expect, it } from '@jest/globals';

import { FileError, readRows } from './read-rows.js';
import { describeFile, inspectFile } from './source-file.js';

const folder = mkdtempSync(join(tmpdir(), 'upnext-files-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function rowsOf(path: string) {
  const rows = [];
  for await (const some of readRows(await inspectFile(path))) rows.push(...some);
  return rows;
}

const CSV = 'video_id,tag\na,x\nb,"y"\n';
const JSONL = '{"video_id":"a"}\n{"video_id":"b","tag":"y"}\n';

describe('a file', () => {
  it.each([
    ['videos.csv', CSV, 'CSV'],
    ['videos.csv.gz', gzipSync(CSV), 'CSV, gzip'],
    ['videos.CSV', gzipSync(CSV), 'CSV, gzip'],
    ['plain-in-spite-of-its-name.csv.gz', CSV, 'CSV'],
    ['videos.jsonl', JSONL, 'JSON Lines'],
    ['videos.ndjson.gz', gzipSync(JSONL), 'JSON Lines, gzip'],
    ['videos-csv-without-extension', CSV, 'CSV'],
    ['videos-json-without-extension', `\n ${JSONL}`, 'JSON Lines'],
  ])('%s is known by name and content', async (name, content, description) => {
    const file = await inspectFile(write(name, content));
    expect(describeFile(file)).toBe(description);
    expect(file.columns).toEqual(['video_id', 'tag']);
    expect((await rowsOf(file.path)).map(({ problem }) => problem)).toEqual([undefined, undefined]);
  });

  it('may have a byte order mark and a wide header with quotes', async () => {
    const file = await inspectFile(write('bom.csv', '\uFEFF"video_id"," tag "\r\na,b\r\n'));
    expect(file.columns).toEqual(['video_id', 'tag']);
    expect(await rowsOf(file.path)).toMatchObject([{ line: 2, content: ['a', 'b'] }]);
  });

  it('of gzip is read beyond its first member', async () => {
    const path = write('two.csv.gz', Buffer.concat([gzipSync(CSV), gzipSync('c,z\n')]));
    expect((await rowsOf(path)).map(({ line }) => line)).toEqual([2, 3, 4]);
  });

  it('has rows of the header’s width', async () => {
    const [short, long] = await rowsOf(write('width.csv', 'a,b\n1\n1,2,3\n'));
    expect(short).toMatchObject({
      line: 2,
      text: '1',
      content: null,
      problem: '1 column where the header has 2',
    });
    expect(long).toMatchObject({ line: 3, problem: '3 columns where the header has 2' });
  });

  it('without rows is no problem', async () => {
    expect(await rowsOf(write('header.csv', 'video_id\n'))).toEqual([]);
    expect(await rowsOf(write('empty.jsonl', ''))).toEqual([]);
  });

  it.each([
    ['an empty CSV', 'empty.csv', '', /a CSV file begins with a header/],
    ['an array', 'array.json', '[{"video_id":1}]', /one object per line is needed/],
    ['UTF-16', 'utf16.csv', Buffer.from('video_id\n', 'utf16le'), /not UTF-8 text/],
    ['no gzip after all', 'broken.csv.gz', Buffer.from([0x1f, 0x8b, 1, 2, 3, 4]), /broken gzip/],
    ['a broken header', 'header.csv', 'a,"b"c\n1,2\n', /the header is broken CSV/],
  ])('cannot be %s', async (_, name, content, message) => {
    await expect(inspectFile(write(name, content))).rejects.toThrow(message);
  });

  it('must be there, and be a file', async () => {
    await expect(inspectFile(join(folder, 'nowhere.csv'))).rejects.toThrow(/no such file/);
    await expect(inspectFile(folder)).rejects.toThrow(/not a regular file/);
  });

  it('that ends too early fails where it ends', async () => {
    const text = CSV + Array.from({ length: 200_000 }, () => `${Math.random()},t\n`).join('');
    const whole = gzipSync(text);
    const path = write('cut.csv.gz', whole.subarray(0, whole.length - 1_000));
    const rows = readRows(await inspectFile(path));
    expect((await rows.next()).done).toBe(false);
    await expect(rowsOf(path)).rejects.toBeInstanceOf(FileError);
    await rows.return(undefined);
  });

  it('is read no further than its rows are taken', async () => {
    const path = write('large.csv', `a,b\n${'1,2\n'.repeat(500_000)}`);
    let read = 0;
    const rows = readRows(await inspectFile(path), (bytes) => (read += bytes));
    await rows.next();
    expect(read).toBeLessThan(600_000);
    await rows.return(undefined);
  });
});
