import type { Explanation, ModelInfo } from '../ranking/ranker.js';

/** One request, validated. */
export interface RecommendationRequest {
  /** 1..128 characters; `null` for an anonymous viewer. */
  readonly userId: string | null;
  /** Two upper-case letters; `null`: the user index's country serves. */
  readonly country: string | null;
  /** 1..100 */
  readonly limit: number;
  /** At most 1,000 ids that must not be in the answer. */
  readonly excludeIds: readonly string[];
  /** Whether each item is to say where its raw score comes from. */
  readonly explain?: boolean | undefined;
}

/** Parts that an answer can lack. A closed list. */
export const DEGRADED_PARTS = [
  'user_features',
  'asset_features',
  'blacklist',
  'candidates',
  'stale_candidates',
  'model',
] as const;
export type DegradedPart = (typeof DEGRADED_PARTS)[number];

/** Steps of a request, in order; the names of `timings_ms`, of the metrics and of `Server-Timing`. */
export const STEPS = ['viewer', 'pool', 'score', 'mask', 'select', 'refill', 'explain'] as const;
export type Step = (typeof STEPS)[number];

/** Where an item's raw score comes from, or why that cannot be told. */
export type ItemExplanation = {
  /** Name of what ranked the item. */
  readonly ranker: string;
} & (Explanation | { readonly unavailable: string });

export interface RecommendedItem {
  readonly videoId: string;
  /** The model's output: a probability where `model.scoreIsProbability`. */
  readonly score: number;
  /** 1 for the first. */
  readonly rank: number;
  /** Name of the candidate source that proposed it. */
  readonly source: string;
  /** Only where the request asks for it. */
  readonly explanation?: ItemExplanation;
}

export interface Recommendation {
  /** UUID of this answer. */
  readonly id: string;
  /** Best first; at most `limit`, fewer where there are no more candidates. */
  readonly items: readonly RecommendedItem[];
  readonly model: ModelInfo;
  /** Without repeats; empty when whole. */
  readonly degraded: readonly DegradedPart[];
  /** Milliseconds since the epoch. */
  readonly poolBuiltAt: number;
  /** Milliseconds per step that was taken. */
  readonly timings: Readonly<Partial<Record<Step, number>>>;
}
