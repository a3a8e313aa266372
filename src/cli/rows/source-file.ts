import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { gunzipSync, constants } from 'node:zlib';

import { UsageError } from '../exit-code.js';
import { CsvRows } from './csv-rows.js';
import { jsonRows } from './json-rows.js';
import type { SourceRow } from './source-row.js';
import type { Lines } from './text-lines.js';

const HEAD_BYTES = 262_144;
/** Enough to see the header; inflates to 64 MiB at most. */
const GZIP_HEAD_BYTES = 65_536;
const HEAD_ROWS = 1_000;

/** A file as its name and its first bytes show it. */
export interface SourceFile {
  readonly path: string;
  readonly format: 'csv' | 'jsonl';
  readonly gzip: boolean;
  /** Size on disk. */
  readonly bytes: number;
  /** Column separator of CSV. */
  readonly delimiter: string;
  /** CSV: the header. JSON Lines: every key of the first rows, in the order they appear. */
  readonly columns: readonly string[];
}

/**
 * Finds out what a file is. Gzip is decided by the first two bytes. The format is decided by the name (`.csv`,
 * `.tsv`; `.jsonl`, `.ndjson`, `.json`; each also with `.gz`), and by the first character where the name does
 * not say: `{` begins JSON Lines.
 *
 * @throws UsageError when it cannot be read, is not text, or has no header
 */
export async function inspectFile(path: string, delimiter = ','): Promise<SourceFile> {
  const { head, bytes } = await readHead(path);
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  const text = decodeHead(path, gzip ? gunzipHead(path, head) : head);
  const format = formatOf(path, text);
  const start = text.trimStart();
  if (format === 'jsonl' && start.startsWith('[')) {
    throw new UsageError(`${path}: a JSON array; one object per line is needed (jq -c '.[]' makes it)`);
  }
  const file = { path, format, gzip, bytes, delimiter };
  return { ...file, columns: format === 'csv' ? header(path, text, delimiter) : keys(text) };
}

/** `CSV`, `JSON Lines, gzip`: for people. */
export function describeFile({ format, gzip }: SourceFile): string {
  return `${format === 'csv' ? 'CSV' : 'JSON Lines'}${gzip ? ', gzip' : ''}`;
}

async function readHead(path: string): Promise<{ head: Buffer; bytes: number }> {
  try {
    const { size } = await regularFile(path);
    const handle = await open(path);
    try {
      const buffer = Buffer.alloc(Math.min(HEAD_BYTES, size));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return { head: buffer.subarray(0, bytesRead), bytes: size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`${path}: ${code === 'ENOENT' ? 'no such file' : `cannot be read (${code})`}`);
  }
}

async function regularFile(path: string) {
  const found = await stat(path);
  if (!found.isFile()) throw new UsageError(`${path}: not a regular file`);
  return found;
}

function gunzipHead(path: string, head: Buffer): Buffer {
  try {
    // The head ends anywhere in the compressed stream: what can be inflated so far is enough.
    return gunzipSync(head.subarray(0, GZIP_HEAD_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    throw new UsageError(`${path}: broken gzip (${error instanceof Error ? error.message : String(error)})`);
  }
}

function decodeHead(path: string, bytes: Uint8Array): string {
  if (bytes.includes(0)) throw new UsageError(`${path}: not UTF-8 text (it holds zero bytes)`);
  return new TextDecoder('utf-8').decode(bytes, { stream: true });
}

function formatOf(path: string, head: string): 'csv' | 'jsonl' {
  const name = basename(path).toLowerCase().replace(/\.gz$/, '');
  if (/\.(jsonl|ndjson|json)$/.test(name)) return 'jsonl';
  if (/\.(csv|tsv)$/.test(name)) return 'csv';
  return head.trimStart().startsWith('{') ? 'jsonl' : 'csv';
}

function header(path: string, head: string, delimiter: string): string[] {
  const [first] = headRows(new CsvRows(delimiter), head);
  if (first === undefined) throw new UsageError(`${path}: empty; a CSV file begins with a header`);
  if (!Array.isArray(first.content))
    throw new UsageError(`${path}: the header is ${first.problem ?? 'broken'}`);
  return first.content.map((name: string) => name.trim());
}

function headRows(csv: CsvRows, head: string): SourceRow[] {
  return [...csv.read(linesOf(head)), ...csv.end()];
}

function keys(head: string): string[] {
  const lines = linesOf(head);
  // The last line may be cut.
  const whole = lines.texts.length > 1 ? lines.texts.slice(0, -1) : lines.texts;
  const found = new Set<string>();
  for (const { content } of jsonRows({ first: 1, texts: whole.slice(0, HEAD_ROWS) })) {
    if (content !== null) for (const key of Object.keys(content)) found.add(key);
  }
  return [...found];
}

function linesOf(head: string): Lines {
  return { first: 1, texts: head.split('\n').map((text) => text.replace(/\r$/, '')) };
}
