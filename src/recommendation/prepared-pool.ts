import type { FeatureTable } from '../feature-store/feature-column.js';
import type { CrossFeatureFill } from '../feature-store/feature.js';
import type { PreparedRanking, Ranker } from '../ranking/ranker.js';
import type { IdTable } from '../retrieval/id-table.js';
import type { Candidate, CandidatePool } from './candidate-pool.js';
import type { DegradedPart } from './recommendation.js';

/** A feature of scope `cross` with its asset side done. */
export interface PreparedCross {
  readonly name: string;
  readonly fill: CrossFeatureFill;
}

/** The candidates of one country, ready to be ranked. Immutable; shared by all requests of the country. */
export interface PreparedPool extends CandidatePool {
  /** Ids of the candidates, in their order. */
  readonly ids: IdTable;
  readonly cross: readonly PreparedCross[];
  /** What made `ranking`: the configured model, or the baseline where that failed. */
  readonly ranker: Ranker;
  readonly ranking: PreparedRanking;
  /** Whether the sources gave all they have: a further search cannot find more. */
  readonly exhausted: boolean;
  readonly degraded: readonly DegradedPart[];
  /** Estimate of the memory held. */
  readonly bytes: number;
}

/** Rough cost of a candidate's object, its entries in both indices and the headers of its strings, in bytes. */
const CANDIDATE_OVERHEAD = 260;

/** Estimate of a pool's memory: ids, feature columns, item side. */
export function poolBytes(
  candidates: readonly Candidate[],
  features: FeatureTable,
  ranking: PreparedRanking,
): number {
  const text = candidates.reduce((sum, { asset }) => sum + asset.videoId.length, 0);
  const columns = features.columns.size * features.size * 8;
  return candidates.length * CANDIDATE_OVERHEAD + text + columns + ranking.bytes;
}
