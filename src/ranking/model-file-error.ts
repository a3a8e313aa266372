/** A model file, or the file of categories beside it, cannot be used. Says where and why, in one line. */
export class ModelFileError extends Error {
  override readonly name = 'ModelFileError';

  constructor(
    readonly file: string,
    /** Line of the file, from 1; `null` where the whole file is meant. */
    readonly line: number | null,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${file}${line === null ? '' : `, line ${line}`}: ${reason}`, options);
  }
}
