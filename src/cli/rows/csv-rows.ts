import { parse } from 'csv-parse/sync';

import type { SourceRow } from './source-row.js';
import { type Lines, MAX_LINE_LENGTH } from './text-lines.js';

/** A quoted cell that runs over more lines is taken for a quote that was never closed. */
const MAX_ROW_LINES = 1_000;

/**
 * Rows of a CSV file (RFC 4180) from its lines, the header being one of them.
 *
 * A row without quotes, the common case, is split where the delimiter is; csv-parse reads the others. A broken
 * row costs itself and nothing else: where a quote is never closed, only the line that opened it is rejected,
 * and reading goes on with the next.
 */
export class CsvRows {
  /** Lines of a row whose quotes are still open. */
  #open: string[] = [];
  #openLine = 0;
  #openLength = 0;

  constructor(private readonly delimiter: string) {}

  /** Rows that these lines complete. */
  read({ first, texts }: Lines): SourceRow[] {
    const rows: SourceRow[] = [];
    let line = first;
    for (const text of texts) this.#take(line++, text, rows);
    return this.#parseQuoted(rows);
  }

  /** What is left at the end of the file. */
  end(): SourceRow[] {
    const rows: SourceRow[] = [];
    while (this.#open.length > 0) this.#giveUp(rows);
    return this.#parseQuoted(rows);
  }

  #take(line: number, text: string, rows: SourceRow[]): void {
    if (text.length > MAX_LINE_LENGTH) {
      while (this.#open.length > 0) this.#giveUp(rows);
      rows.push(broken(line, text, `longer than ${MAX_LINE_LENGTH} characters`));
      return;
    }
    const quotes = text.includes('"');
    if (this.#open.length > 0) {
      this.#open.push(text);
      this.#openLength += text.length + 1;
      if (quotes && hasOddQuotes(text)) this.#close(rows);
      else if (this.#open.length > MAX_ROW_LINES || this.#openLength > MAX_LINE_LENGTH) this.#giveUp(rows);
    } else if (!quotes) {
      if (text.trim() !== '') rows.push({ line, text, content: text.split(this.delimiter) });
    } else if (hasOddQuotes(text)) {
      this.#open = [text];
      this.#openLine = line;
      this.#openLength = text.length;
    } else {
      rows.push({ line, text, content: null });
    }
  }

  /** The open row may be complete: a quote closes on its last line. */
  #close(rows: SourceRow[]): void {
    const text = this.#open.join('\n');
    try {
      const content = this.#parseOne(text);
      rows.push({ line: this.#openLine, text, content });
      this.#open = [];
    } catch {
      this.#giveUp(rows);
    }
  }

  /** Rejects the line that opened the quote, and reads the ones after it afresh. */
  #giveUp(rows: SourceRow[]): void {
    const [opening = '', ...rest] = this.#open;
    const line = this.#openLine;
    this.#open = [];
    rows.push(broken(line, opening, 'broken CSV: a quote is opened and not closed, or misplaced'));
    for (const [index, text] of rest.entries()) this.#take(line + 1 + index, text, rows);
  }

  /** Fills in the cells of single-line rows with quotes: all in one call, one by one where that fails. */
  #parseQuoted(rows: SourceRow[]): SourceRow[] {
    const quoted = rows.flatMap((row, index) => (isUnread(row) ? [index] : []));
    if (quoted.length === 0) return rows;
    const texts = quoted.map((index) => rows[index]?.text ?? '');
    const parsed = this.#parseAll(texts);
    for (const [at, index] of quoted.entries()) {
      const row = rows[index];
      if (row === undefined) continue;
      const content = parsed?.[at];
      rows[index] = content === undefined ? this.#reread(row) : { ...row, content };
    }
    return rows;
  }

  #parseAll(texts: readonly string[]): string[][] | undefined {
    try {
      const records = parse(texts.join('\n'), this.#options());
      return records.length === texts.length ? records : undefined;
    } catch {
      return undefined;
    }
  }

  #reread(row: SourceRow): SourceRow {
    try {
      return { ...row, content: this.#parseOne(row.text) };
    } catch (error) {
      const reason = error instanceof Error ? error.message.replace(/ at line \d+.*$/s, '') : String(error);
      return broken(row.line, row.text, `broken CSV: ${reason}`);
    }
  }

  #parseOne(text: string): string[] {
    const [record, ...more] = parse(text, this.#options());
    if (record === undefined || more.length > 0) throw new Error('a quote is misplaced');
    return record;
  }

  #options() {
    return {
      delimiter: this.delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: false,
      max_record_size: 0,
    };
  }
}

function isUnread(row: SourceRow): boolean {
  return row.content === null && row.problem === undefined;
}

function broken(line: number, text: string, problem: string): SourceRow {
  return { line, text, content: null, problem };
}

function hasOddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}
