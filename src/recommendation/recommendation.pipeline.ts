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
import { bestOf, presentBest, scorePool } from './ranked.js';
import { StepTimer } from './step-timer.js';
import { ViewerCandidates } from './viewer-candidates.js';
import { ViewerReader } from './viewer-reader.js';
import { servedViewer } from './viewer.js';

/** Kept back from the time that a request may wait for others, for its own work. */
const OWN_WORK_MS = 25;

/**
 * The way of one request: viewer → pool → score → mask → select.
 * What costs time per country is done before it comes, in `pool-builder.ts`.
 *
 * Nothing waits for what it does not need: where the request names the country, candidates are scored as soon as the
 * features of the user are there, while the user index still looks for the blacklist.
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

  /**
   * @param gone aborted when nobody waits for the answer any more; explanations, which take long, heed it
   * @throws Problem `candidates_unavailable` or `blacklist_unavailable` when there is no answer to give
   */
  async recommend(request: RecommendationRequest, gone?: AbortSignal): Promise<Recommendation> {
    const timer = new StepTimer(this.metrics);
    const degraded = new Set<DegradedPart>();
    const say = (parts: readonly DegradedPart[]) => {
      for (const part of parts) degraded.add(part);
    };
    const remainingMs = () => Math.max(1, this.settings.REQUEST_TIMEOUT_MS - OWN_WORK_MS - timer.elapsedMs());

    const { excludeIds } = request;
    const reads = this.viewers.read(request);
    const country = request.country ?? (await reads.record).value.country;
    const known = await reads.of(country);
    say(known.degraded);
    timer.lap('viewer');

    const served = await this.pools.serve(country, remainingMs());
    say(served.degraded);
    const proposing = { ...known.value, excludeIds };
    const own = await this.viewerCandidates.propose(proposing, served.pool, remainingMs());
    say(own.degraded);
    const pools: [PreparedPool, ...PreparedPool[]] =
      own.pool === undefined ? [served.pool] : [served.pool, own.pool];
    timer.lap('pool');

    const scored = pools.map((pool) => ({ pool, scores: scorePool(pool, known.value) }));
    timer.lap('score');

    const record = await reads.record;
    say(record.degraded);
    const viewer = servedViewer(known.value, record.value.blacklist, excludeIds);
    timer.lap('viewer');

    const masked = await Promise.all(
      scored.map(async (each) => ({ ...each, mask: await this.filters.mask(viewer, each.pool) })),
    );
    timer.lap('mask');

    const ranked = masked.flatMap(({ pool, scores, mask }) => bestOf(pool, scores, mask, request.limit));
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
      items = await this.explainer.explain(items, pools, viewer, gone);
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
