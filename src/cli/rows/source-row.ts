/** Cells of a CSV row in the header's order, or the object of a JSON line. */
export type RowContent = readonly string[] | Readonly<Record<string, unknown>>;

/** One row of a file. */
export interface SourceRow {
  /** 1 for the first line of the file; that of a CSV header. A row over several lines has its first. */
  readonly line: number;
  /** The row as the file has it, without its line end. */
  readonly text: string;
  /** `null`: the row could not be read, `problem` says why. */
  readonly content: RowContent | null;
  readonly problem?: string;
}

/** A row that cannot be used; the message names field and rule. */
export class RowProblem extends Error {
  override readonly name = 'RowProblem';
}
