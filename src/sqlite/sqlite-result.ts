/** Primary result codes of SQLite, https://www.sqlite.org/rescode.html */
export const SQLITE_RESULT = {
  error: 1,
  busy: 5,
  corrupt: 11,
  misuse: 21,
  range: 25,
  notadb: 26,
} as const;

/** The primary result code of an error of `node:sqlite`; `undefined` for any other. */
export function sqliteResult(error: unknown): number | undefined {
  const code = property(error, 'errcode');
  return typeof code === 'number' ? code & 0xff : undefined;
}

/** Node's own code: `ERR_INVALID_STATE` for a closed connection, `EACCES` and the like of the file system. */
export function nodeCode(error: unknown): string | undefined {
  const code = property(error, 'code');
  return typeof code === 'string' ? code : undefined;
}

export function message(error: unknown): string {
  const text = property(error, 'message');
  return typeof text === 'string' ? text : String(error);
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
