import type { AssetDocument, IndexValue } from '../../retrieval/documents.js';
import type { ReadField } from './field-mapping.js';
import { listOf, optionalCountry, optionalText, optionalTime, requiredId } from './field-rules.js';
import type { RowContent } from './source-row.js';

export const ASSET_FIELDS = [
  'video_id',
  'creation_date',
  'production_country',
  'moderation_status',
  'primary_category',
  'secondary_category',
] as const;

/**
 * The asset of one row. Countries become upper-case, dates ISO 8601 in UTC; what is absent is left out.
 *
 * @param separator between several countries in one text
 * @throws RowProblem
 */
export function assetDocument(content: RowContent, read: ReadField, separator: string): AssetDocument {
  const created = optionalTime('creation_date', read(content, 'creation_date'));
  const countries = listOf(
    'production_country',
    read(content, 'production_country'),
    separator,
    optionalCountry,
  );
  const texts = (field: string) => oneOrSeveral(textsOf(field, read(content, field)));
  return withoutAbsent({
    video_id: requiredId('video_id', read(content, 'video_id')),
    creation_date: created === undefined ? undefined : new Date(created).toISOString(),
    production_country: oneOrSeveral(countries),
    moderation_status: texts('moderation_status'),
    primary_category: texts('primary_category'),
    secondary_category: texts('secondary_category'),
  });
}

/** The primary category by which an asset's views are counted: the one that is served, alphabetically the first. */
export function primaryCategory(content: RowContent, read: ReadField): string | null {
  return textsOf('primary_category', read(content, 'primary_category')).sort()[0] ?? null;
}

/** Text is one value whatever it holds; only a JSON array is several. */
function textsOf(field: string, value: unknown): string[] {
  const values = Array.isArray(value) ? (value as unknown[]) : [value];
  return values.flatMap((item) => optionalText(field, item) ?? []);
}

function oneOrSeveral(values: readonly string[]): IndexValue {
  return values.length > 1 ? values : values[0];
}

function withoutAbsent<T extends object>(document: T): T {
  for (const [field, value] of Object.entries(document)) {
    if (value === undefined) Reflect.deleteProperty(document, field);
  }
  return document;
}
