import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

import { UsageError } from '../exit-code.js';
import type { SourceRow } from '../rows/source-row.js';

/** Rows that are shown while the import runs; all are in the file. */
const SHOWN = 5;

/**
 * The rejects file: one JSON object per rejected row, `{"file", "line", "reason", "row"}`, where `row` is the
 * text of the row. Made at the first rejected row.
 */
export class Rejects {
  count = 0;
  #stream: WriteStream | undefined;
  #error: Error | undefined;

  constructor(
    readonly path: string,
    private readonly say: (line: string) => void,
  ) {}

  /** @throws UsageError where the file cannot be written */
  async add(file: string, row: SourceRow, reason: string): Promise<void> {
    this.count += 1;
    if (this.count <= SHOWN) this.say(`rejected ${file}:${row.line}: ${reason}`);
    if (this.count === SHOWN + 1) this.say(`rejected: more; all of them are written to ${this.path}`);
    const stream = (this.#stream ??= this.#create());
    const line = `${JSON.stringify({ file, line: row.line, reason, row: row.text })}\n`;
    if (stream.writableNeedDrain)
      await new Promise<void>((done) =>
        stream.write(line, () => {
          done();
        }),
      );
    else stream.write(line);
    this.#throwError();
  }

  async close(): Promise<void> {
    const stream = this.#stream;
    if (stream === undefined) return;
    stream.end();
    await finished(stream).catch(() => undefined);
    this.#throwError();
  }

  #create(): WriteStream {
    return createWriteStream(this.path).on('error', (error) => {
      this.#error ??= error;
    });
  }

  #throwError(): void {
    if (this.#error === undefined) return;
    throw new UsageError(`the rejects file cannot be written: ${this.#error.message}`);
  }
}

/** `import-assets-20260601T120000.rejects.jsonl`: a later import does not overwrite it. */
export function defaultRejectsPath(command: string, now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').slice(0, 15);
  return `${command.replaceAll(' ', '-')}-${stamp}.rejects.jsonl`;
}
