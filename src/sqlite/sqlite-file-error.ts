/** The embedded store's file cannot be used; the message says what to do. A start-up error. */
export class SqliteFileError extends Error {
  override readonly name = 'SqliteFileError';

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path} ${problem}`, options);
  }
}
