import { UsageError } from '../exit-code.js';
import type { SourceFile } from './source-file.js';
import type { RowContent } from './source-row.js';

/** `--map` (field → column) and `--set` (field → value), as given. */
export interface FieldMapping {
  readonly map: ReadonlyMap<string, string>;
  readonly set: ReadonlyMap<string, string>;
}

/** One field of one row: text from CSV, any JSON value from JSON Lines, `undefined` where the row lacks it. */
export type ReadField = (content: RowContent, field: string) => unknown;

/** How to read the fields of one file. */
export interface FileFields {
  readonly read: ReadField;
  /** Fields that the file has, or that are set. */
  readonly present: ReadonlySet<string>;
  /** Columns of the file that nothing reads. */
  readonly ignored: readonly string[];
}

/**
 * Values of a repeatable option `name=value`.
 *
 * @param option as typed, for messages: `--map`
 * @param accepted fields that there are
 * @throws UsageError
 */
export function parseAssignments(
  option: string,
  entries: readonly string[],
  accepted: readonly string[],
): Map<string, string> {
  const values = new Map<string, string>();
  for (const entry of entries) {
    const at = entry.indexOf('=');
    const field = at === -1 ? entry : entry.slice(0, at).trim();
    if (at === -1) throw new UsageError(`${option} ${entry}: write field=value`);
    if (!accepted.includes(field)) {
      throw new UsageError(`${option} ${entry}: unknown field ${field}; fields are ${accepted.join(', ')}`);
    }
    if (values.has(field)) throw new UsageError(`${option} ${entry}: ${field} is given twice`);
    values.set(field, entry.slice(at + 1).trim());
  }
  return values;
}

/** @throws UsageError where an option is malformed, or a field both mapped and set */
export function fieldMapping(
  options: {
    readonly map?: readonly string[] | undefined;
    readonly set?: readonly string[] | undefined;
  },
  accepted: readonly string[],
  prefix = '--',
): FieldMapping {
  const map = parseAssignments(`${prefix}map`, options.map ?? [], accepted);
  const set = parseAssignments(`${prefix}set`, options.set ?? [], accepted);
  for (const field of set.keys()) {
    if (map.has(field)) throw new UsageError(`${field} is both mapped and set`);
  }
  return { map, set };
}

/**
 * Finds the fields of a file: a set one has the same value in every row; a mapped one is read from its column;
 * any other from the column of its own name, if there is one.
 *
 * @throws UsageError where a mapped column is not in the file, or a column that is read is there twice
 */
export function fileFields(
  file: SourceFile,
  fields: readonly string[],
  { map, set }: FieldMapping,
): FileFields {
  const columns = new Map<string, string>();
  for (const field of fields) {
    if (set.has(field)) continue;
    const column = map.get(field) ?? field;
    const count = file.columns.filter((name) => name === column).length;
    if (count > 1) throw new UsageError(`${file.path}: two columns are called ${column}`);
    if (count === 1) columns.set(field, column);
    else if (map.has(field)) {
      const where = file.format === 'csv' ? 'columns are' : 'the first rows have';
      throw new UsageError(
        `${file.path}: no column ${column} for ${field}; ${where} ${file.columns.join(', ')}`,
      );
    }
  }
  // A key that the first rows lack may come later.
  if (file.format === 'jsonl') {
    for (const field of fields) if (!columns.has(field) && !set.has(field)) columns.set(field, field);
  }
  const used = new Set(columns.values());
  return {
    read: file.format === 'csv' ? readCells(file, columns, set) : readKeys(columns, set),
    present: new Set(
      fields.filter((field) => set.has(field) || file.columns.includes(columns.get(field) ?? '')),
    ),
    ignored: file.columns.filter((column) => !used.has(column)),
  };
}

function readCells(
  file: SourceFile,
  columns: ReadonlyMap<string, string>,
  set: ReadonlyMap<string, string>,
): ReadField {
  const indices = new Map([...columns].map(([field, column]) => [field, file.columns.indexOf(column)]));
  return (content, field) => {
    const index = indices.get(field);
    return index === undefined ? set.get(field) : (content as readonly string[])[index];
  };
}

function readKeys(columns: ReadonlyMap<string, string>, set: ReadonlyMap<string, string>): ReadField {
  return (content, field) => {
    const key = columns.get(field);
    if (key === undefined) return set.get(field);
    return Object.hasOwn(content, key) ? (content as Readonly<Record<string, unknown>>)[key] : undefined;
  };
}
