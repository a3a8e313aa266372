import type { estypes } from '@elastic/elasticsearch';

import type { AssetFields } from '../retrieval/asset-mapping.js';
import { isApproved } from '../retrieval/asset-query.js';
import type { MappedField } from '../retrieval/mapped-field.js';
import type { AssetCounts } from './catalogue-facts.js';

type Query = estypes.QueryDslQueryContainer;
type Aggregations = Record<string, estypes.AggregationsAggregationContainer>;

/** The index gives up counting after this, and says so. */
const TIMEOUT = '4s';
const MOST_STATUSES = 20;
const MOST_COUNTRIES = 300;

/** One search that counts the catalogue: no hits, no scores, cut off after 4 s by the index itself. */
export function countingSearch(
  fields: AssetFields,
  approvedStatuses: readonly string[],
  now: number,
): estypes.SearchRequest {
  const { status, date, country, id } = fields;
  const approved = isApproved(fields, approvedStatuses) ?? { match_none: {} };
  const future = date === null ? undefined : laterThan(date, now);
  const eligible: Query = { bool: { filter: [approved], must_not: future === undefined ? [] : [future] } };
  return {
    size: 0,
    timeout: TIMEOUT,
    track_total_hits: true,
    aggs: {
      ...(status === null ? {} : { statuses: { terms: { field: status.field, size: MOST_STATUSES } } }),
      approved: {
        filter: approved,
        aggs: {
          ...(future === undefined ? {} : { future: { filter: future } }),
          ...missing('undated', date),
          ...missing('without_country', country),
          ...missing('without_id', id),
        },
      },
      eligible: {
        filter: eligible,
        aggs:
          country === null
            ? {}
            : {
                countries: {
                  terms: { field: country.field, size: MOST_COUNTRIES },
                  aggs: missing('undated', date),
                },
              },
      },
    },
  };
}

function missing(name: string, field: MappedField | null): Aggregations {
  return field === null ? {} : { [name]: { missing: { field: field.field } } };
}

/** Any of several dates counts, as in the candidates' search. */
function laterThan({ field, kind }: MappedField, now: number): Query {
  return { range: { [field]: kind === 'date' ? { gt: now, format: 'epoch_millis' } : { gt: now } } };
}

interface Counted {
  readonly doc_count: number;
}

interface Bucket extends Counted {
  readonly key: string | number;
  readonly undated?: Counted;
}

/** Aggregations of {@link countingSearch}. */
export interface CountingAggregations {
  readonly statuses?: { readonly buckets: readonly Bucket[] };
  readonly approved: Counted & {
    readonly future?: Counted;
    readonly undated?: Counted;
    readonly without_country?: Counted;
    readonly without_id?: Counted;
  };
  readonly eligible: Counted & { readonly countries?: { readonly buckets: readonly Bucket[] } };
}

/** @param answer to {@link countingSearch} */
export function assetCounts(
  answer: estypes.SearchResponse<unknown, CountingAggregations>,
  fields: AssetFields,
): AssetCounts {
  const { total } = answer.hits;
  const { statuses, approved, eligible } = answer.aggregations ?? {
    approved: { doc_count: 0 },
    eligible: { doc_count: 0 },
  };
  /** Without the field every one lacks it; but an id is then the document's own. */
  const lacking = (found: Counted | undefined, field: MappedField | null) =>
    found?.doc_count ?? (field === null ? approved.doc_count : 0);
  return {
    total: typeof total === 'number' ? total : (total?.value ?? 0),
    partial: answer.timed_out || answer._shards.failed > 0,
    statuses: new Map((statuses?.buckets ?? []).map(({ key, doc_count }) => [String(key), doc_count])),
    approved: approved.doc_count,
    future: approved.future?.doc_count ?? 0,
    undated: lacking(approved.undated, fields.date),
    withoutCountry: lacking(approved.without_country, fields.country),
    withoutId: fields.id === null ? 0 : (approved.without_id?.doc_count ?? 0),
    eligible: eligible.doc_count,
    countries: (eligible.countries?.buckets ?? []).map(({ key, doc_count, undated }) => ({
      country: String(key),
      eligible: doc_count,
      dated: doc_count - (fields.date === null ? doc_count : (undated?.doc_count ?? 0)),
    })),
  };
}
