import { Injectable } from '@nestjs/common';

import { Clock } from '../clock.js';
import { CandidateSources } from '../retrieval/candidate-sources.js';
import { StoreError } from '../store-error.js';
import { Metrics } from '../telemetry/metrics.js';
import { Filters } from './filters/filters.js';
import { PoolBuilder } from './pool-builder.js';
import type { Candidate } from './candidate-pool.js';
import type { PreparedPool } from './prepared-pool.js';
import { bestOf, type Ranked, scorePool } from './ranked.js';
import type { DegradedPart } from './recommendation.js';
import type { ServedViewer } from './viewer.js';
import { withTimeout } from './with-timeout.js';

/** Searches on behalf of one request, at most. */
const MAX_SEARCHES = 2;

export interface Refilled {
  readonly ranked: readonly Ranked[];
  /** What they were ranked in; absent when nothing was found. */
  readonly pool?: PreparedPool;
  readonly degraded: readonly DegradedPart[];
}

/** Finds further candidates where a viewer has seen so much of the pool that too few remain. */
@Injectable()
export class Refill {
  constructor(
    private readonly sources: CandidateSources,
    private readonly builder: PoolBuilder,
    private readonly filters: Filters,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Up to `missing` further candidates, ranked: at most two searches and one reading of features.
   *
   * @param pools what was ranked already; by what the first was, these are, and where that fails they are left out
   * @param waitMs when the time is up the answer stays short, and says so
   */
  async search(
    viewer: ServedViewer,
    pools: readonly [PreparedPool, ...PreparedPool[]],
    missing: number,
    waitMs: number,
  ): Promise<Refilled> {
    this.metrics.refills.inc();
    try {
      return await withTimeout('refill', waitMs, (signal) => this.#search(viewer, pools, missing, signal));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { ranked: [], degraded: ['candidates'] };
    }
  }

  async #search(
    viewer: ServedViewer,
    pools: readonly [PreparedPool, ...PreparedPool[]],
    missing: number,
    signal: AbortSignal,
  ): Promise<Refilled> {
    const { country } = viewer;
    const excluded = new Set([
      ...viewer.blacklist,
      ...viewer.excludeIds,
      ...pools.flatMap((pool) => [...pool.indexOf.keys()]),
    ]);
    const found: Candidate[] = [];
    for (const { name, source } of this.sources.shared.slice(0, MAX_SEARCHES)) {
      const limit = missing - found.length;
      if (limit <= 0) break;
      const query = { country, limit, excludeIds: [...excluded], now: this.clock.now(), signal };
      for (const asset of await source.candidates(query)) {
        if (excluded.has(asset.videoId)) continue;
        excluded.add(asset.videoId);
        found.push({ asset, source: name });
      }
    }
    if (found.length === 0) return { ranked: [], degraded: [] };
    const pool = await this.builder.prepareBeside(pools[0], country, found, signal);
    if (pool === undefined) return { ranked: [], degraded: ['candidates'] };
    const mask = await this.filters.mask(viewer, pool);
    const ranked = bestOf(pool, scorePool(pool, viewer), mask, missing);
    return { ranked, pool, degraded: pool.degraded };
  }
}
