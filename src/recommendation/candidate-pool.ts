import type { FeatureTable } from '../feature-store/feature-column.js';
import type { Asset } from '../retrieval/asset.js';

/** A candidate and the name of the source that proposed it. */
export interface Candidate {
  readonly asset: Asset;
  readonly source: string;
}

/**
 * The candidates of one country, or what viewer sources propose to one viewer, as filters see them. Immutable.
 * Candidates are ordered by video id (UTF-16 code units), so that equal scores fall in a defined order.
 */
export interface CandidatePool {
  /** Two upper-case letters; `null` for the global pool. */
  readonly country: string | null;
  /** Milliseconds since the epoch. */
  readonly builtAt: number;
  readonly candidates: readonly Candidate[];
  /** Video id → index. */
  readonly indexOf: ReadonlyMap<string, number>;
  /** Features of scope `asset`, in the order of the candidates. */
  readonly features: FeatureTable;
}
