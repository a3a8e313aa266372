import { Injectable, Logger } from '@nestjs/common';

import { Clock } from '../clock.js';
import { CandidateSources } from '../retrieval/candidate-sources.js';
import { RequestSettings } from '../settings/request.settings.js';
import { StoreError } from '../store-error.js';
import { StateLog } from '../telemetry/state-log.js';
import type { Candidate } from './candidate-pool.js';
import { PoolBuilder } from './pool-builder.js';
import type { PreparedPool } from './prepared-pool.js';
import type { DegradedPart } from './recommendation.js';
import type { Viewer } from './viewer.js';
import { withTimeout } from './with-timeout.js';

/** What a source is told of the viewer. What they have seen is left out later. */
type Proposing = Omit<Viewer, 'blacklist' | 'features'>;

/** Candidates that one viewer source may propose for one request. */
const QUOTA = 200;

export interface ViewerProposals {
  /** Absent when nothing beyond the country's pool was proposed. */
  readonly pool?: PreparedPool;
  readonly degraded: readonly DegradedPart[];
}

/** Candidates of the sources with scope `viewer`, made ready within the request. */
@Injectable()
export class ViewerCandidates {
  readonly #log: StateLog;

  constructor(
    private readonly sources: CandidateSources,
    private readonly builder: PoolBuilder,
    private readonly settings: RequestSettings,
    clock: Clock,
  ) {
    this.#log = new StateLog('viewer candidate sources', new Logger('Viewer'), clock);
  }

  /**
   * @param shared the country's pool: what it has already is not prepared again; what ranked it ranks these, too, and
   *   where that fails they are left out
   * @param waitMs bound of the whole; each source is bounded by `USER_READ_TIMEOUT_MS`
   */
  async propose(viewer: Proposing, shared: PreparedPool, waitMs: number): Promise<ViewerProposals> {
    if (this.sources.viewer.length === 0) return { degraded: [] };
    try {
      return await withTimeout('viewer sources', waitMs, (signal) => this.#propose(viewer, shared, signal));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#log.failed(error);
      return { degraded: ['candidates'] };
    }
  }

  async #propose(viewer: Proposing, shared: PreparedPool, signal: AbortSignal): Promise<ViewerProposals> {
    const { userId, country, now, excludeIds } = viewer;
    const degraded: DegradedPart[] = [];
    const query = { userId, country, limit: QUOTA, excludeIds, now };
    const proposals = await Promise.all(
      this.sources.viewer.map(async ({ name, source }) => {
        try {
          const bound = this.settings.USER_READ_TIMEOUT_MS;
          const assets = await withTimeout(name, bound, (ended) =>
            source.candidates({ ...query, signal: ended }),
          );
          return assets.slice(0, QUOTA).map((asset) => ({ asset, source: name }));
        } catch (error) {
          if (!(error instanceof StoreError)) throw error;
          this.#log.failed(error);
          degraded.push('candidates');
          return [];
        }
      }),
    );
    if (degraded.length === 0) this.#log.worked();
    const found = new Map<string, Candidate>();
    for (const candidate of proposals.flat()) {
      const { videoId } = candidate.asset;
      if (!shared.indexOf.has(videoId) && !found.has(videoId)) found.set(videoId, candidate);
    }
    if (found.size === 0) return { degraded };
    const pool = await this.builder.prepareBeside(shared, country, [...found.values()], signal);
    if (pool === undefined) return { degraded: [...degraded, 'candidates'] };
    return { pool, degraded: [...degraded, ...pool.degraded] };
  }
}
