import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { RequestSettings } from '../settings/request.settings.js';
import { Metrics } from '../telemetry/metrics.js';
import { Explainer } from './explainer.js';
import { Filters } from './filters/filters.js';
import type { PreparedPool } from './prepared-pool.js';
import { PreparedPools } from './prepared-pools.js';
import type { DegradedPart, Recommendation, RecommendationRequest } from './recommendation.js';
import { Refill } from './refill.js';
import { presentBest, rankPool } from './ranked.js';
import { StepTimer } from './step-timer.js';
import { ViewerCandidates } from './viewer-candidates.js';
import { ViewerReader } from './viewer-reader.js';

/** Kept back from the time that a request may wait for others, for its own work. */
const OWN_WORK_MS = 25;

/**
 * The way of one request: viewer → pool → mask → score → select.
 * What costs time per country is done before it comes, in `pool-builder.ts`.
 */
@Injectable()
export class RecommendationPipeline {
  constructor(
    private readonly viewers: ViewerReader,
    private readonly pools: PreparedPools,
    private readonly viewerCandidates: ViewerCandidates,
    private readonly filters: Filters,
    private readonly refill: Refill,
    private readonly explainer: Explainer,
    private readonly settings: RequestSettings,
    private readonly metrics: Metrics,
  ) {}

  /** @throws Problem `candidates_unavailable` or `blacklist_unavailable` when there is no answer to give */
  async recommend(request: RecommendationRequest): Promise<Recommendation> {
    const timer = new StepTimer(this.metrics);
    const degraded = new Set<DegradedPart>();
    const say = (parts: readonly DegradedPart[]) => {
      for (const part of parts) degraded.add(part);
    };
    const remainingMs = () => Math.max(1, this.settings.REQUEST_TIMEOUT_MS - OWN_WORK_MS - timer.elapsedMs());

    const { viewer, degraded: viewerDegraded } = await this.viewers.read(request);
    say(viewerDegraded);
    timer.lap('viewer');

    const served = await this.pools.serve(viewer.country, remainingMs());
    say(served.degraded);
    const own = await this.viewerCandidates.propose(viewer, served.pool, remainingMs());
    say(own.degraded);
    const pools: [PreparedPool, ...PreparedPool[]] =
      own.pool === undefined ? [served.pool] : [served.pool, own.pool];
    timer.lap('pool');

    const masked = await Promise.all(
      pools.map(async (pool) => ({ pool, mask: await this.filters.mask(viewer, pool) })),
    );
    timer.lap('mask');

    const ranked = masked.flatMap(({ pool, mask }) => rankPool(pool, viewer, mask, request.limit));
    timer.lap('score');

    let items = presentBest(ranked, request.limit);
    timer.lap('select');

    if (items.length < request.limit && !served.pool.exhausted) {
      const more = await this.refill.search(viewer, pools, request.limit - items.length, remainingMs());
      say(more.degraded);
      if (more.pool !== undefined) pools.push(more.pool);
      items = presentBest([...ranked, ...more.ranked], request.limit);
      timer.lap('refill');
    }

    if (request.explain === true) {
      items = await this.explainer.explain(items, pools, viewer);
      timer.lap('explain');
    }

    for (const part of degraded) this.metrics.degraded.inc({ part });
    return {
      id: randomUUID(),
      items,
      model: served.pool.ranker.model,
      degraded: [...degraded],
      poolBuiltAt: served.pool.builtAt,
      timings: timer.done(),
    };
  }
}
