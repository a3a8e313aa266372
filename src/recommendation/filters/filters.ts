import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

import { Metrics } from '../../telemetry/metrics.js';
import { CandidateMask } from '../candidate-mask.js';
import type { Candidate, PreparedPool } from '../prepared-pool.js';
import type { Viewer } from '../viewer.js';
import { type AssetFilter, Filter, type ViewerFilter } from './filter.js';

interface Named<F> {
  readonly name: string;
  readonly filter: F;
}

/** All filters of the application, those of other modules included. */
@Injectable()
export class Filters {
  #asset: readonly Named<AssetFilter>[] | undefined;
  #viewer: readonly Named<ViewerFilter>[] | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    const found = this.discovery.getProviders({ metadataKey: Filter.KEY }).map((wrapper) => {
      const options = this.discovery.getMetadataByDecorator(Filter, wrapper);
      if (options === undefined) throw new Error(`${wrapper.name}: @Filter without options`);
      return { ...options, filter: wrapper.instance as unknown };
    });
    const names = new Set<string>();
    for (const { name } of found) {
      if (names.has(name)) throw new Error(`two filters are named "${name}"; names must be unique`);
      names.add(name);
    }
    this.#asset = found
      .filter(({ scope }) => scope === 'asset')
      .map(({ name, filter }) => ({ name, filter: filter as AssetFilter }));
    this.#viewer = found
      .filter(({ scope }) => scope === 'viewer')
      .map(({ name, filter }) => ({ name, filter: filter as ViewerFilter }));
  }

  /** Candidates that every asset filter accepts, in their order. */
  acceptedAssets(candidates: readonly Candidate[], country: string | null): readonly Candidate[] {
    let accepted = candidates;
    for (const { name, filter } of this.#asset ?? []) {
      const before = accepted.length;
      accepted = accepted.filter(({ asset }) => filter.accepts(asset, country));
      this.#count(name, before - accepted.length);
    }
    return accepted;
  }

  /** What this viewer must not see of a pool. */
  async mask(viewer: Viewer, pool: PreparedPool): Promise<CandidateMask> {
    const mask = new CandidateMask(pool.candidates.length);
    for (const { name, filter } of this.#viewer ?? []) {
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
