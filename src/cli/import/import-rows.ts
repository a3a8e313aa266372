import type { FileFields, ReadField } from '../rows/field-mapping.js';
import { readRows } from '../rows/read-rows.js';
import type { SourceFile } from '../rows/source-file.js';
import { type RowContent, RowProblem } from '../rows/source-row.js';
import type { Progress } from './progress.js';
import type { Rejects } from './rejects.js';

/** Uses one row. Where it returns a promise, that is awaited before the next row. @throws RowProblem */
export type TakeRow = (content: RowContent, read: ReadField) => Promise<void> | undefined;

/** A file, how to read its fields, and what becomes of its rows. */
export interface FileToImport {
  readonly file: SourceFile;
  readonly fields: FileFields;
  readonly take: TakeRow;
}

/** What the rows of an import meet besides the store. */
export interface RowSurroundings {
  readonly rejects: Rejects;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Takes every row of a file, in order; a row with a problem, of its own or found by `take`, is rejected.
 * Nothing is read ahead of what is written.
 *
 * @returns rows, rejected ones included
 * @throws FileError, what `take` throws otherwise, and the signal's reason when it is aborted
 */
export async function importRows(
  { file, fields, take }: FileToImport,
  { rejects, progress, signal }: RowSurroundings,
): Promise<number> {
  let count = 0;
  const onBytes = (bytes: number) => {
    progress.read(bytes);
  };
  for await (const rows of readRows(file, onBytes)) {
    signal.throwIfAborted();
    for (const row of rows) {
      if (row.content === null) {
        await rejects.add(file.path, row, row.problem ?? 'unreadable');
        continue;
      }
      try {
        const waiting = take(row.content, fields.read);
        if (waiting !== undefined) await waiting;
      } catch (error) {
        if (!(error instanceof RowProblem)) throw error;
        await rejects.add(file.path, row, error.message);
      }
    }
    count += rows.length;
    progress.rows(rows.length);
  }
  return count;
}
