import type { Asset } from './asset.js';
import type { AssetPage } from './asset-index.js';
import type { AssetFields } from './asset-mapping.js';
import type { MappedField } from './mapped-field.js';

/** As much of a hit as an asset is read from. */
export interface AssetHit {
  readonly _id?: string | undefined;
  /** Doc values by field, each an array. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Assets in the order of their hits; where ids are document ids, ties of the date by id. Of several
 * documents with one id the first is taken. Hits without an id are counted as skipped.
 */
export function assetsOf(hits: readonly AssetHit[], fields: AssetFields, limit: number): AssetPage {
  const byId = new Map<string, Asset>();
  let skipped = 0;
  for (const hit of hits) {
    const asset = assetOf(hit, fields);
    if (asset === null) skipped += 1;
    else if (!byId.has(asset.videoId)) byId.set(asset.videoId, asset);
  }
  const assets = [...byId.values()];
  if (fields.id === null) assets.sort(newestFirst);
  return { assets: assets.slice(0, limit), skipped };
}

function assetOf(hit: AssetHit, fields: AssetFields): Asset | null {
  const videoId = fields.id === null ? hit._id : texts(hit, fields.id)[0];
  if (videoId === undefined || videoId === '') return null;
  return {
    videoId,
    creationDate: latest(hit, fields.date),
    productionCountries: countries(hit, fields.country),
    primaryCategory: first(hit, fields.primaryCategory),
    secondaryCategory: first(hit, fields.secondaryCategory),
  };
}

const NONE: readonly never[] = [];

function texts(hit: AssetHit, field: MappedField | null): readonly string[] {
  const values: unknown = field === null ? undefined : hit.fields?.[field.field];
  if (!Array.isArray(values)) return NONE;
  if (values.every((value) => typeof value === 'string')) return values;
  return values.flatMap((value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? [String(value)] : [],
  );
}

function countries(hit: AssetHit, field: MappedField | null): readonly string[] {
  const found: string[] = [];
  for (const text of texts(hit, field)) {
    if (!/^[a-z]{2}$/i.test(text)) continue;
    const country = text.toUpperCase();
    if (!found.includes(country)) found.push(country);
  }
  return found;
}

function first(hit: AssetHit, field: MappedField | null): string | null {
  return texts(hit, field).find((text) => text !== '') ?? null;
}

/** Whole milliseconds; an index of nanoseconds gives decimals, too many of them for a number. */
function latest(hit: AssetHit, field: MappedField | null): number | null {
  let latest: number | null = null;
  for (const text of texts(hit, field)) {
    const date = Number(/^-?\d+/.exec(text)?.[0] ?? NaN);
    if (date >= (latest ?? -Infinity)) latest = date;
  }
  return latest;
}

function newestFirst(a: Asset, b: Asset): number {
  const later = (b.creationDate ?? -Infinity) - (a.creationDate ?? -Infinity);
  if (later > 0 || later < 0) return later;
  return a.videoId < b.videoId ? -1 : 1;
}
