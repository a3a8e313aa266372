import { UsageError } from '../exit-code.js';
import { type FieldMapping, type FileFields, fileFields } from './field-mapping.js';
import { inspectFile, type SourceFile } from './source-file.js';

/** A file and how to read its fields. */
export interface MappedFile {
  readonly file: SourceFile;
  readonly fields: FileFields;
}

export interface MapFileOptions {
  readonly fields: readonly string[];
  /** Of each group, at least one field must be in the file or be set. */
  readonly required: readonly (readonly string[])[];
  readonly mapping: FieldMapping;
  readonly delimiter: string;
  /** `--map`, for messages. */
  readonly mapOption?: string;
}

/** @throws UsageError where a file is not what is needed */
export async function mapFiles(paths: readonly string[], options: MapFileOptions): Promise<MappedFile[]> {
  const mapped = [];
  for (const path of paths) mapped.push(await mapFile(path, options));
  return mapped;
}

async function mapFile(path: string, options: MapFileOptions): Promise<MappedFile> {
  const { mapOption = '--map' } = options;
  const file = await inspectFile(path, options.delimiter);
  const fields = fileFields(file, options.fields, options.mapping);
  const isEmpty = file.format === 'jsonl' && file.columns.length === 0;
  for (const group of options.required) {
    if (isEmpty || group.some((field) => fields.present.has(field))) continue;
    const columns = `${file.format === 'csv' ? 'its columns are' : 'its first rows have'} ${file.columns.join(', ')}`;
    throw new UsageError(
      `${path}: no column ${group.join(' or ')}; ${columns}. ${mapOption} ${group[0] ?? ''}=<column> names one`,
    );
  }
  return { file, fields };
}
