import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';

import { CsvRows } from './csv-rows.js';
import { MAX_LINE_LENGTH, textLines } from './text-lines.js';

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function read(text: string, { chunk = 7, delimiter = ',' } = {}) {
  const csv = new CsvRows(delimiter);
  const rows = [];
  for await (const lines of textLines(chunks(Buffer.from(text), chunk))) rows.push(...csv.read(lines));
  rows.push(...csv.end());
  return rows.map(({ line, content, problem, text: raw }) => ({ line, content, problem, raw }));
}

const contents = async (text: string) => (await read(text)).map(({ line, content }) => [line, content]);

describe('CSV rows', () => {
  it('have the number of their line in the file', async () => {
    expect(await contents('a,b\n1,2\n\n3,4')).toEqual([
      [1, ['a', 'b']],
      [2, ['1', '2']],
      [4, ['3', '4']],
    ]);
  });

  it('may end with CRLF, and the file begin with a byte order mark', async () => {
    expect(await contents('\uFEFFa,b\r\n1,2\r\n')).toEqual([
      [1, ['a', 'b']],
      [2, ['1', '2']],
    ]);
  });

  it('keep delimiters, quotes and line ends inside quotes, and count the lines', async () => {
    expect(await contents('"x, y","say ""hi"""\n"two\nlines",2\nlast,row')).toEqual([
      [1, ['x, y', 'say "hi"']],
      [2, ['two\nlines', '2']],
      [4, ['last', 'row']],
    ]);
  });

  it('may be separated by something else', async () => {
    const rows = await read('a;b\n"1;2";3', { delimiter: ';' });
    expect(rows.map(({ content }) => content)).toEqual([
      ['a', 'b'],
      ['1;2', '3'],
    ]);
  });

  it('keep characters that a chunk cuts in two', async () => {
    const rows = await read('é,ü😀\n', { chunk: 1 });
    expect(rows[0]?.content).toEqual(['é', 'ü😀']);
  });

  it.each([
    ['text after a quoted cell', '4,"q"z'],
    ['a quote inside an unquoted cell', '7,8"9'],
    ['a quote that is never closed', '3,"open'],
  ])('with %s cost only themselves', async (_, bad) => {
    const rows = await read(`1,2\n${bad}\n5,"6"\n7,8\n`);
    expect(rows.filter(({ problem }) => problem === undefined)).toMatchObject([
      { line: 1, content: ['1', '2'] },
      { line: 3, content: ['5', '6'] },
      { line: 4, content: ['7', '8'] },
    ]);
    expect(rows.filter(({ problem }) => problem !== undefined)).toMatchObject([
      { line: 2, raw: bad, content: null },
    ]);
  });

  it('with a quote that is never closed do not swallow the rest of a large file', async () => {
    const rest = Array.from({ length: 5_000 }, (_, i) => `${i},x`).join('\n');
    const rows = await read(`1,"open\n${rest}\n`, { chunk: 4_096 });
    expect(rows.filter(({ problem }) => problem !== undefined)).toMatchObject([{ line: 1 }]);
    expect(rows).toHaveLength(5_001);
    expect(rows.at(-1)).toMatchObject({ line: 5_001, content: ['4999', 'x'] });
  });

  it('that are too long are rejected, cut', async () => {
    const rows = await read(`a\n${'x'.repeat(3 * MAX_LINE_LENGTH)}\nb\n`, { chunk: 65_536 });
    expect(rows).toMatchObject([{ content: ['a'] }, { line: 2, content: null }, { line: 3, content: ['b'] }]);
    expect(rows[1]?.raw.length).toBe(MAX_LINE_LENGTH + 1);
  });

  it('are those that csv-parse reads, however the file is cut into chunks', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' ', 'é', '7'), maxLength: 6 });
    const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constant('id'), cell, cell), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 40 }),
        async (table, chunk) => {
          const text = table.map((row) => row.map(quoted).join(',')).join('\n');
          const rows = await read(text, { chunk });
          expect(rows.map(({ problem }) => problem)).toEqual(table.map(() => undefined));
          expect(rows.map(({ content }) => content)).toEqual(parse(text));
        },
      ),
    );
  });

  it('never get lost: whatever is in a file, each line is a row, part of one, or empty', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', ',', '"', ' '), maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
        const rows = await read(lines.join('\n'));
        const covered = new Set(rows.flatMap(({ line: at, raw }) => raw.split('\n').map((_, i) => at + i)));
        const empty = lines.flatMap((text, i) => (text.trim() === '' ? [i + 1] : []));
        expect(lines.map((_, i) => covered.has(i + 1) || empty.includes(i + 1))).toEqual(
          lines.map(() => true),
        );
      }),
    );
  });
});
