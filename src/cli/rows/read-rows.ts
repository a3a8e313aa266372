import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import { CsvRows } from './csv-rows.js';
import { jsonRows } from './json-rows.js';
import type { SourceFile } from './source-file.js';
import type { SourceRow } from './source-row.js';
import { textLines } from './text-lines.js';

const CHUNK_BYTES = 65_536;

/** A file stopped being readable while it was read: broken gzip, a disk error. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

/**
 * Rows of a file, as many at a time as a chunk of it holds; the header of CSV is not among them. What is not
 * taken is not read: memory stays constant.
 *
 * @param onBytes told how many bytes were read from the disk
 * @throws FileError
 */
export async function* readRows(
  file: SourceFile,
  onBytes: (count: number) => void = () => undefined,
): AsyncGenerator<SourceRow[]> {
  try {
    const lines = textLines(chunksOf(file, onBytes));
    if (file.format === 'jsonl') for await (const some of lines) yield jsonRows(some);
    else yield* csvRows(file, lines);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FileError(`${file.path}: ${reason}`, { cause: error });
  }
}

async function* csvRows(file: SourceFile, lines: ReturnType<typeof textLines>): AsyncGenerator<SourceRow[]> {
  const csv = new CsvRows(file.delimiter);
  let header = true;
  const withoutHeader = (rows: SourceRow[]): SourceRow[] => {
    if (header && rows.length > 0) {
      rows.shift();
      header = false;
    }
    return rows.map((row) => ofHeaderWidth(row, file.columns.length));
  };
  for await (const some of lines) yield withoutHeader(csv.read(some));
  yield withoutHeader(csv.end());
}

function ofHeaderWidth(row: SourceRow, width: number): SourceRow {
  if (row.content === null || row.content.length === width) return row;
  const found = row.content.length === 1 ? '1 column' : `${String(row.content.length)} columns`;
  const problem = `${found} where the header has ${width}`;
  return { ...row, content: null, problem };
}

function chunksOf(file: SourceFile, onBytes: (count: number) => void): AsyncIterable<Uint8Array> {
  const disk = counted(createReadStream(file.path, { highWaterMark: CHUNK_BYTES }), onBytes);
  if (!file.gzip) return disk;
  const inflated = createGunzip({ chunkSize: CHUNK_BYTES });
  // An error destroys the last stream with it, and comes out of reading that.
  pipeline(Readable.from(disk), inflated, () => undefined);
  return inflated;
}

async function* counted(chunks: AsyncIterable<Buffer>, onBytes: (count: number) => void) {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}
