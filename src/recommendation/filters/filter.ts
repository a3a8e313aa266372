import { DiscoveryService } from '@nestjs/core';

import type { Asset } from '../../retrieval/asset.js';
import type { CandidateMask } from '../candidate-mask.js';
import type { CandidatePool } from '../candidate-pool.js';
import type { Viewer } from '../viewer.js';

/** What a filter says of itself. */
export interface FilterOptions {
  /** The reason it gives for what it removes; label of `upnext_filtered_total`. Unique. */
  readonly name: string;
  /** `asset`: when a pool is built. `viewer`: on each request. */
  readonly scope: 'asset' | 'viewer';
}

/** Marks a provider that removes candidates; found wherever its module is imported. Filters never score. */
export const Filter = DiscoveryService.createDecorator<FilterOptions>();

/** Scope `asset`. */
export interface AssetFilter {
  /** Whether the asset may be in the pool of `country` (`null`: the global one). */
  accepts(asset: Asset, country: string | null): boolean;
}

/** Scope `viewer`. */
export interface ViewerFilter {
  /** Rejects in `mask` what this viewer must not see. Reads that may fail are the filter's own affair. */
  apply(viewer: Viewer, pool: CandidatePool, mask: CandidateMask): void | Promise<void>;
}
