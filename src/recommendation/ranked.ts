import type { ViewerWithFeatures } from '../feature-store/feature.js';
import type { ViewerFeatures } from '../ranking/ranker.js';
import type { CandidateMask } from './candidate-mask.js';
import type { PreparedPool } from './prepared-pool.js';
import type { RecommendedItem } from './recommendation.js';
import { topN } from './top-n.js';

/** A candidate with its raw score. */
export interface Ranked {
  readonly videoId: string;
  readonly source: string;
  readonly raw: number;
  /** The objective's output for `raw`. */
  readonly score: number;
}

/** Raw scores of all candidates of a pool for one viewer, in the pool's order. */
export function scorePool(pool: PreparedPool, viewer: ViewerWithFeatures): Float64Array {
  const scores = new Float64Array(pool.candidates.length);
  pool.ranking.score(viewerFeatures(pool, viewer), scores);
  return scores;
}

/** What a pool's ranking is given of a viewer: their features, and those of viewer and candidate together. */
export function viewerFeatures(pool: PreparedPool, viewer: ViewerWithFeatures): ViewerFeatures {
  const cross = new Map(
    pool.cross.map(({ name, fill }) => {
      const values = new Float64Array(pool.candidates.length);
      fill(viewer, values);
      return [name, values] as const;
    }),
  );
  return { values: viewer.features, cross };
}

/**
 * The `limit` best candidates of a pool that are not masked, best first, ties by video id.
 * Objects are made only for these.
 */
export function bestOf(
  pool: PreparedPool,
  scores: Float64Array,
  mask: CandidateMask,
  limit: number,
): Ranked[] {
  return topN(scores, mask.flags, limit).flatMap((index) => {
    const candidate = pool.candidates[index];
    const raw = scores[index];
    if (candidate === undefined || raw === undefined) return [];
    const { asset, source } = candidate;
    return [{ videoId: asset.videoId, source, raw, score: pool.ranker.output(raw) }];
  });
}

/** The `limit` best of several pools as they are shown: raw score descending, then video id. */
export function presentBest(ranked: readonly Ranked[], limit: number): RecommendedItem[] {
  return [...ranked]
    .sort((a, b) => b.raw - a.raw || (a.videoId < b.videoId ? -1 : 1))
    .slice(0, limit)
    .map(({ videoId, source, score }, index) => ({ videoId, source, score, rank: index + 1 }));
}
