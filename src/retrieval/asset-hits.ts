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
  const countries = texts(hit, fields.country).filter((country) => /^[a-z]{2}$/i.test(country));
  return {
    videoId,
    creationDate: latest(hit, fields.date),
    productionCountries: [...new Set(countries.map((country) => country.toUpperCase()))],
    primaryCategory: first(hit, fields.primaryCategory),
    secondaryCategory: first(hit, fields.secondaryCategory),
  };
}

function values(hit: AssetHit, field: MappedField | null): readonly unknown[] {
  const found = field === null ? undefined : hit.fields?.[field.field];
  return Array.isArray(found) ? found : [];
}

function texts(hit: AssetHit, field: MappedField | null): string[] {
  return values(hit, field).flatMap((value) =>
    typeof value === 'string' || typeof value === 'number' ? [String(value)] : [],
  );
}

function first(hit: AssetHit, field: MappedField | null): string | null {
  return texts(hit, field).find((text) => text !== '') ?? null;
}

/** Whole milliseconds; an index of nanoseconds gives decimals, too many of them for a number. */
function latest(hit: AssetHit, field: MappedField | null): number | null {
  const dates = texts(hit, field).map((text) => Number(/^-?\d+/.exec(text)?.[0] ?? NaN));
  const valid = dates.filter((date) => !Number.isNaN(date));
  return valid.length === 0 ? null : Math.max(...valid);
}

function newestFirst(a: Asset, b: Asset): number {
  const later = (b.creationDate ?? -Infinity) - (a.creationDate ?? -Infinity);
  if (later > 0 || later < 0) return later;
  return a.videoId < b.videoId ? -1 : 1;
}
