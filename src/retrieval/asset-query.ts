import type { estypes } from '@elastic/elasticsearch';

import type { AssetQuery } from './asset-index.js';
import type { AssetFields } from './asset-mapping.js';
import { canHold, type MappedField } from './mapped-field.js';

/** Elasticsearch's own bound of a search, `index.max_result_window`. */
export const MAX_HITS = 10_000;
/** By document id: how many more are fetched, so that ties at the limit can be settled by id. */
const TIE_MARGIN = 200;

const DOCUMENT_ID: MappedField = { field: '_id', kind: 'keyword' };

/** Which assets are approved: what `APPROVED_STATUSES` lists. */
export type Statuses = readonly string[];

/**
 * The search for a query; `null` where the mapping or the query leaves nothing to be found. Filters only, no
 * scores, no `_source`.
 *
 * Order: newest date first, undated last, then id. Elasticsearch does not sort by document id; there
 * `_seq_no` takes its place, which is the same on every copy of a shard, and ties are settled afterwards.
 */
export function assetSearch(
  query: AssetQuery,
  fields: AssetFields,
  approved: Statuses,
): estypes.SearchRequest | null {
  const eligible = eligibleAssets(query, fields, approved);
  if (eligible === null || query.limit <= 0) return null;
  const { id } = fields;
  return {
    size: Math.min(id === null ? query.limit + TIE_MARGIN : query.limit, MAX_HITS),
    track_total_hits: false,
    // Of each hit only what is read, which is half of what would be sent.
    filter_path: ['hits.hits._id', 'hits.hits.fields'],
    _source: false,
    ...(id === null ? {} : { stored_fields: '_none_' }),
    docvalue_fields: [
      id,
      fields.date,
      fields.country,
      fields.primaryCategory,
      fields.secondaryCategory,
    ].flatMap((field) => (field === null ? [] : docValues(field))),
    query: {
      bool: {
        ...eligible,
        filter: [...eligible.filter, ...(id === null ? [] : [{ exists: { field: id.field } }])],
      },
    },
    sort: [...(fields.date === null ? [] : [newestFirst(fields.date)]), idOrder(id)],
  };
}

/** The count of what a query finds but cannot use: documents without an id. `null` where there can be none. */
export function unusableCount(
  query: AssetQuery,
  fields: AssetFields,
  approved: Statuses,
): estypes.CountRequest | null {
  if (fields.id === null || query.videoIds !== undefined || query.limit <= 0) return null;
  const eligible = eligibleAssets({ ...query, excludeIds: [] }, fields, approved);
  if (eligible === null) return null;
  return {
    query: {
      bool: { ...eligible, must_not: [...eligible.must_not, { exists: { field: fields.id.field } }] },
    },
  };
}

/** Whether a status is approved, in any case; `null` where none can be. */
export function isApproved(fields: AssetFields, approved: Statuses): estypes.QueryDslQueryContainer | null {
  return fields.status === null ? null : anyOf(fields.status, approved);
}

interface Eligible {
  readonly filter: estypes.QueryDslQueryContainer[];
  readonly must_not: estypes.QueryDslQueryContainer[];
}

function eligibleAssets(query: AssetQuery, fields: AssetFields, approved: Statuses): Eligible | null {
  const filter: (estypes.QueryDslQueryContainer | null)[] = [isApproved(fields, approved)];
  if (query.country !== undefined) {
    filter.push(fields.country === null ? null : anyOf(fields.country, [query.country]));
  }
  if (query.videoIds !== undefined) filter.push(withIds(fields.id, query.videoIds));
  const must_not = [
    withIds(fields.id, query.excludeIds ?? []),
    fields.date === null ? null : laterThan(fields.date, query.now),
  ];
  return filter.includes(null)
    ? null
    : { filter: filter.filter((each) => each !== null), must_not: must_not.filter((each) => each !== null) };
}

/** `terms` knows no other case, so each value is a `term` of its own. */
function anyOf(mapped: MappedField, values: readonly string[]): estypes.QueryDslQueryContainer | null {
  const { field, kind } = mapped;
  const should = values
    .filter((value) => canHold(mapped, value))
    .map((value) => ({
      term: { [field]: kind === 'integer' ? { value } : { value, case_insensitive: true } },
    }));
  return should.length === 0 ? null : { bool: { should, minimum_should_match: 1 } };
}

function withIds(id: MappedField | null, ids: readonly string[]): estypes.QueryDslQueryContainer | null {
  const { field } = id ?? DOCUMENT_ID;
  const possible = ids.filter((each) => canHold(id ?? DOCUMENT_ID, each));
  return possible.length === 0 ? null : { terms: { [field]: possible } };
}

/** Any of several dates counts. */
function laterThan({ field, kind }: MappedField, now: number): estypes.QueryDslQueryContainer {
  return { range: { [field]: kind === 'date' ? { gt: now, format: 'epoch_millis' } : { gt: now } } };
}

/**
 * Undated last. With nanoseconds they count as of 1970, before which nothing can be dated: of a sort value that stands for
 * a missing one OpenSearch makes no nanoseconds, and fails where one shard tells it to another. With both precisions
 * they come before what is dated earlier.
 */
function newestFirst({ field, kind, mixedPrecision, nanoseconds }: MappedField): estypes.SortCombinations {
  const missing = mixedPrecision === true || nanoseconds === true ? 0 : '_last';
  return {
    [field]: {
      order: 'desc',
      mode: 'max',
      missing,
      unmapped_type: kind === 'date' ? 'date' : 'long',
      ...(mixedPrecision === true ? { numeric_type: 'date' as const } : {}),
    },
  };
}

function idOrder(id: MappedField | null): estypes.SortCombinations {
  if (id === null) return { _seq_no: { order: 'asc' } };
  return { [id.field]: { order: 'asc', unmapped_type: id.kind === 'integer' ? 'long' : 'keyword' } };
}

/** Whole numbers as text: as JSON numbers they would lose their last digits above 2^53. */
function docValues({ field, kind }: MappedField): estypes.QueryDslFieldAndFormat {
  if (kind === 'date') return { field, format: 'epoch_millis' };
  return kind === 'integer' ? { field, format: '0' } : { field };
}
