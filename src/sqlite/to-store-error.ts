import { StoreError } from '../store-error.js';
import { message, nodeCode, SQLITE_RESULT, sqliteResult } from './sqlite-result.js';

/** Mistakes in a statement or its parameters: not the store's fault. */
const MISTAKES: readonly number[] = [SQLITE_RESULT.error, SQLITE_RESULT.misuse, SQLITE_RESULT.range];

/**
 * Runs a statement as the ports promise it.
 *
 * @param subject what is asked, for people
 * @throws StoreError when the file cannot answer, is closed, or `signal` is aborted; any other error as it is
 */
export function answered<T>(subject: string, signal: AbortSignal | undefined, ask: () => T): T {
  if (signal?.aborted === true) {
    throw new StoreError('sqlite', `${subject}: aborted before the answer`, { cause: signal.reason });
  }
  try {
    return ask();
  } catch (error) {
    throw toStoreError(error, subject);
  }
}

function toStoreError(error: unknown, subject: string): unknown {
  const result = sqliteResult(error);
  const closed = nodeCode(error) === 'ERR_INVALID_STATE';
  if (!closed && (result === undefined || MISTAKES.includes(result))) return error;
  return new StoreError('sqlite', `${subject}: ${message(error)}`, { cause: error });
}
