import type { AssetDocument, IndexValue } from '../../retrieval/documents.js';
import type { ReadField } from './field-mapping.js';
import { eachOf, listOf, optionalCountry, optionalIsoTime, optionalText, requiredId } from './field-rules.js';
import type { RowContent } from './source-row.js';

export const ASSET_FIELDS = [
  'video_id',
  'creation_date',
  'production_country',
  'moderation_status',
  'primary_category',
  'secondary_category',
] as const;
const TEXTS = ['moderation_status', 'primary_category', 'secondary_category'] as const;

/**
 * The asset of one row. Countries become upper-case, dates ISO 8601 in UTC; what is absent is left out.
 *
 * @param separator between several countries in one text
 * @throws RowProblem
 */
export function assetDocument(content: RowContent, read: ReadField, separator: string): AssetDocument {
  const created = optionalIsoTime('creation_date', read(content, 'creation_date'));
  const countries = read(content, 'production_country');
  const country = oneOrSeveral(listOf('production_country', countries, separator, optionalCountry));
  const document: { -readonly [field in keyof AssetDocument]: AssetDocument[field] } = {
    video_id: requiredId('video_id', read(content, 'video_id')),
  };
  if (created !== undefined) document.creation_date = created;
  if (country !== undefined) document.production_country = country;
  for (const field of TEXTS) {
    const text = oneOrSeveral(textsOf(field, read(content, field)));
    if (text !== undefined) document[field] = text;
  }
  return document;
}

/** The primary category by which an asset's views are counted: the one that is served, alphabetically the first. */
export function primaryCategory(content: RowContent, read: ReadField): string | null {
  return textsOf('primary_category', read(content, 'primary_category')).sort()[0] ?? null;
}

/** Text is one value whatever it holds; only a JSON array is several. */
function textsOf(field: string, value: unknown): string[] {
  return eachOf(Array.isArray(value) ? (value as unknown[]) : [value], field, optionalText);
}

function oneOrSeveral(values: readonly string[]): IndexValue {
  return values.length > 1 ? values : values[0];
}
