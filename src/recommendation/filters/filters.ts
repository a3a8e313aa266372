import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

import { markedProviders, requireMethod } from '../../marked-providers.js';
import { Metrics } from '../../telemetry/metrics.js';
import { CandidateMask } from '../candidate-mask.js';
import type { Candidate } from '../candidate-pool.js';
import type { PreparedPool } from '../prepared-pool.js';
import type { ServedViewer } from '../viewer.js';
import { type AssetFilter, Filter, type FilterOptions, type ViewerFilter } from './filter.js';

interface Named<F> {
  readonly name: string;
  readonly filter: F;
}

const METHOD = { asset: 'accepts', viewer: 'apply' } as const;

/** All filters of the application, those of other modules included. */
@Injectable()
export class Filters implements OnModuleInit {
  #asset: readonly Named<AssetFilter>[] = [];
  #viewer: readonly Named<ViewerFilter>[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly metrics: Metrics,
  ) {}

  /** @throws Error when two filters have one name, or a marked provider lacks the method of its scope */
  onModuleInit(): void {
    const found = markedProviders(this.discovery, Filter, 'filter');
    for (const provider of found) requireMethod('filter', provider, METHOD[provider.options.scope]);
    const ofScope = (wanted: FilterOptions['scope']) =>
      found
        .filter(({ options }) => options.scope === wanted)
        .map(({ options: { name }, instance }) => ({ name, filter: instance() }));
    this.#asset = ofScope('asset') as Named<AssetFilter>[];
    this.#viewer = ofScope('viewer') as Named<ViewerFilter>[];
  }

  /** Candidates that every asset filter accepts, in their order. */
  acceptedAssets(candidates: readonly Candidate[], country: string | null): readonly Candidate[] {
    let accepted = candidates;
    for (const { name, filter } of this.#asset) {
      const before = accepted.length;
      accepted = accepted.filter(({ asset }) => filter.accepts(asset, country));
      this.#count(name, before - accepted.length);
    }
    return accepted;
  }

  /** What this viewer must not see of a pool. */
  async mask(viewer: ServedViewer, pool: PreparedPool): Promise<CandidateMask> {
    const mask = new CandidateMask(pool.candidates.length);
    for (const { name, filter } of this.#viewer) {
      const before = mask.remaining;
      await filter.apply(viewer, pool, mask);
      this.#count(name, before - mask.remaining);
    }
    return mask;
  }

  #count(filter: string, removed: number): void {
    if (removed > 0) this.metrics.filtered.inc({ filter }, removed);
  }
}
