import { DiscoveryService } from '@nestjs/core';

import type { Asset } from './asset.js';

/** What a candidate source says of itself. */
export interface CandidateSourceOptions {
  /** Shown as `source` in answers, logs and metrics. Unique. */
  readonly name: string;
  /** `shared`: pooled per country, in the background. `viewer`: asked on each request, inside its deadline. */
  readonly scope: 'shared' | 'viewer';
  /** Sources are asked in ascending order; `local` is 100, `global` 200. */
  readonly order: number;
}

/** Marks a provider that proposes candidates; found wherever its module is imported. */
export const CandidateSource = DiscoveryService.createDecorator<CandidateSourceOptions>();

/** What a `shared` source is asked. */
export interface SharedCandidateQuery {
  /** Country of the pool, two upper-case letters; `null` for the global pool. */
  readonly country: string | null;
  /** How many candidates there is room for. */
  readonly limit: number;
  /** Candidates already proposed or not wanted. */
  readonly excludeIds: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** What a `viewer` source is asked. */
export interface ViewerCandidateQuery extends SharedCandidateQuery {
  /** `null` for an anonymous viewer. */
  readonly userId: string | null;
}

/** Proposes eligible assets, best first, at most `limit`. Get them from `AssetIndex`: it knows what is eligible. */
export interface SharedCandidateSource {
  /** @throws StoreError where a store fails: the other sources serve. Any other error is taken for a bug */
  candidates(query: SharedCandidateQuery): Promise<readonly Asset[]>;
}

/** The same for one viewer, on each request, within `USER_READ_TIMEOUT_MS`. */
export interface ViewerCandidateSource {
  /** @throws StoreError where a store fails: the other sources serve. Any other error is taken for a bug */
  candidates(query: ViewerCandidateQuery): Promise<readonly Asset[]>;
}
