import type { SourceRow } from './source-row.js';
import { type Lines, MAX_LINE_LENGTH } from './text-lines.js';

/** Rows of JSON Lines: one object per line; empty lines are skipped. */
export function jsonRows({ first, texts }: Lines): SourceRow[] {
  const rows: SourceRow[] = [];
  for (const [index, text] of texts.entries()) {
    if (text.trim() !== '') rows.push(jsonRow(first + index, text));
  }
  return rows;
}

function jsonRow(line: number, text: string): SourceRow {
  if (text.length > MAX_LINE_LENGTH) {
    return { line, text, content: null, problem: `longer than ${MAX_LINE_LENGTH} characters` };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { line, text, content: null, problem: `not JSON: ${reason}` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { line, text, content: null, problem: 'not a JSON object' };
  }
  return { line, text, content: value as Readonly<Record<string, unknown>> };
}
