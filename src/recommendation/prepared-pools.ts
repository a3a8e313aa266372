import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

import { Clock } from '../clock.js';
import { Problem } from '../problems/problem.js';
import { PoolSettings } from '../settings/pool.settings.js';
import { StoreError } from '../store-error.js';
import { Metrics } from '../telemetry/metrics.js';
import { StateLog } from '../telemetry/state-log.js';
import { PoolBuilder } from './pool-builder.js';
import type { PreparedPool } from './prepared-pool.js';
import type { DegradedPart } from './recommendation.js';
import { withTimeout } from './with-timeout.js';

/** A pool to rank, and what is to be said of it. */
export interface ServedPool {
  readonly pool: PreparedPool;
  readonly degraded: readonly DegradedPart[];
}

/** One country's place: its pool, if there is one, and the build under way. */
interface Place {
  pool?: PreparedPool;
  build?: Promise<PreparedPool>;
  /** Whether the latest build failed. */
  failed: boolean;
  /** Builds since the latest whole one. */
  retries: number;
  usedAt: number;
  refreshAt: number;
}

const GLOBAL = null;
const TICK_MS = 250;
/** After a build that failed or lacks a part; doubled each time until one is whole. */
const RETRY_MS = 1_000;
/** Longest: answers are to be whole again within five seconds of a store's return. */
const RETRY_MAX_MS = 4_000;
/** Builds in the background at the same time; requests that wait for a pool come on top. */
const MAX_REFRESHES = 2;
/**
 * Whole pools that are due together are refreshed one after the other, at so many times the pace that keeps all of
 * them fresh: a burst of builds would keep requests waiting.
 */
const PACE = 2;

/**
 * All prepared pools. Refreshed in the background while in use (dropped otherwise), one build per country at a time, within
 * `POOLS_MAX_MB` (least recently used go; the global one stays).
 */
@Injectable()
export class PreparedPools implements OnApplicationBootstrap, OnModuleDestroy {
  /** Least recently used first. */
  readonly #places = new Map<string | null, Place>();
  readonly #logger = new Logger('Pools');
  readonly #log: StateLog;
  #timer: NodeJS.Timeout | undefined;
  #refreshing = 0;
  /** How many whole pools may be refreshed now. */
  #allowed = MAX_REFRESHES;
  #allowedAt: number;

  constructor(
    private readonly builder: PoolBuilder,
    private readonly settings: PoolSettings,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {
    this.#log = new StateLog('building pools', this.#logger, clock);
    this.#allowedAt = clock.now();
  }

  /** Whether the global pool is there: the service can answer everybody. */
  get warm(): boolean {
    return this.#places.get(GLOBAL)?.pool !== undefined;
  }

  onApplicationBootstrap(): void {
    this.#place(GLOBAL);
    this.refreshDue();
    this.#timer = setInterval(() => {
      this.refreshDue();
    }, TICK_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /**
   * The pool of a country (`null`: the global one), waiting for it where there is none that may be served.
   *
   * @param waitMs how long the request can wait
   * @throws Problem `candidates_unavailable` when there is no pool at all
   */
  async serve(country: string | null, waitMs: number): Promise<ServedPool> {
    const place = this.#place(country);
    if (place.pool !== undefined && (place.failed || this.#age(place.pool) <= this.#maxAgeMs)) {
      return this.#served(place, place.pool);
    }
    const fresh = await this.#await(country, place, waitMs);
    if (fresh !== undefined) return { pool: fresh, degraded: fresh.degraded };
    if (place.pool !== undefined) return said(place.pool, 'stale_candidates');
    const global = this.#places.get(GLOBAL);
    if (global?.pool !== undefined) {
      const served = this.#served(global, global.pool);
      return { pool: served.pool, degraded: [...served.degraded, 'candidates'] };
    }
    throw new Problem(
      'candidates_unavailable',
      'There are no candidates yet, and the asset index does not answer.',
      {
        retryAfterSeconds: 1,
      },
    );
  }

  /** Starts the builds that are due. Called by a timer; by tests with their own clock. */
  refreshDue(): void {
    const now = this.clock.now();
    this.#allowMore(now);
    for (const [country, place] of this.#places) {
      if (this.#refreshing >= MAX_REFRESHES) break;
      if (place.build !== undefined) continue;
      if (country !== GLOBAL && now - place.usedAt > this.#maxAgeMs) {
        this.#places.delete(country);
        continue;
      }
      if (now < place.refreshAt) continue;
      if (isWhole(place)) {
        if (this.#allowed < 1) continue;
        this.#allowed -= 1;
      }
      this.#refreshing += 1;
      void this.#build(country, place)
        .catch(() => undefined)
        .finally(() => {
          this.#refreshing -= 1;
        });
    }
    this.#measure();
  }

  #allowMore(now: number): void {
    const perMs = (PACE * this.#places.size) / (this.settings.POOL_REFRESH_SECONDS * 1_000);
    this.#allowed = Math.min(MAX_REFRESHES, this.#allowed + (now - this.#allowedAt) * perMs);
    this.#allowedAt = now;
  }

  get #maxAgeMs(): number {
    return this.settings.POOL_MAX_AGE_SECONDS * 1_000;
  }

  #age(pool: PreparedPool): number {
    return this.clock.now() - pool.builtAt;
  }

  #served(place: Place, pool: PreparedPool): ServedPool {
    return place.failed ? said(pool, 'stale_candidates') : { pool, degraded: pool.degraded };
  }

  #place(country: string | null): Place {
    const now = this.clock.now();
    const place = this.#places.get(country) ?? { failed: false, retries: 0, usedAt: now, refreshAt: now };
    this.#places.delete(country);
    this.#places.set(country, place);
    place.usedAt = now;
    return place;
  }

  /** The build under way or a new one, as long as the request can wait; `undefined` when there is none in time. */
  async #await(country: string | null, place: Place, waitMs: number): Promise<PreparedPool | undefined> {
    // While the index fails nobody waits for it: the background tries again.
    if (place.failed) return undefined;
    const build = place.build ?? this.#build(country, place);
    try {
      return await withTimeout('pool', waitMs, () => build);
    } catch (error) {
      if (error instanceof StoreError) return undefined;
      throw error;
    }
  }

  #build(country: string | null, place: Place): Promise<PreparedPool> {
    const stop = this.metrics.poolBuilds.startTimer();
    const build = withTimeout('pool', this.settings.POOL_BUILD_TIMEOUT_MS, (signal) =>
      this.builder.build(country, place.pool, signal),
    ).then(
      (pool) => {
        stop({ outcome: pool.degraded.length === 0 ? 'built' : 'degraded' });
        this.#log.worked();
        place.pool = pool;
        place.failed = false;
        if (pool.degraded.length === 0) {
          place.retries = 0;
          place.refreshAt = this.clock.now() + this.#refreshMs();
        } else {
          this.#retryLater(place);
        }
        this.#evict();
        return pool;
      },
      (error: unknown) => {
        stop({ outcome: 'failed' });
        if (error instanceof StoreError) {
          this.metrics.storeErrors.inc({ store: 'asset_index' });
          this.#log.failed(error);
        } else {
          this.#logger.error('building a pool failed', error instanceof Error ? error.stack : error);
        }
        place.failed = true;
        this.#retryLater(place);
        throw error;
      },
    );
    place.build = build;
    const done = () => {
      delete place.build;
    };
    build.then(done, done);
    return build;
  }

  #retryLater(place: Place): void {
    place.refreshAt = this.clock.now() + Math.min(RETRY_MS * 2 ** place.retries, RETRY_MAX_MS);
    place.retries += 1;
  }

  /** Spread by a tenth, so that the pools of many countries do not come due together. */
  #refreshMs(): number {
    return this.settings.POOL_REFRESH_SECONDS * (900 + Math.random() * 200);
  }

  #evict(): void {
    const max = this.settings.POOLS_MAX_MB * 1_048_576;
    let bytes = this.#bytes();
    for (const [country, place] of this.#places) {
      if (bytes <= max) return;
      if (country === GLOBAL || place.pool === undefined) continue;
      bytes -= place.pool.bytes;
      this.#places.delete(country);
    }
  }

  #bytes(): number {
    let bytes = 0;
    for (const { pool } of this.#places.values()) bytes += pool?.bytes ?? 0;
    return bytes;
  }

  #measure(): void {
    const pools = [...this.#places.values()].flatMap(({ pool }) => (pool === undefined ? [] : [pool]));
    const global = this.#places.get(GLOBAL)?.pool;
    const seconds = (pool: PreparedPool) => this.#age(pool) / 1_000;
    this.metrics.poolBytes.set(this.#bytes());
    this.metrics.poolCandidates.set(
      { pool: 'all' },
      pools.reduce((sum, pool) => sum + pool.candidates.length, 0),
    );
    this.metrics.poolAge.set(
      { pool: 'oldest' },
      pools.reduce((oldest, pool) => Math.max(oldest, seconds(pool)), 0),
    );
    if (global !== undefined) {
      this.metrics.poolCandidates.set({ pool: 'global' }, global.candidates.length);
      this.metrics.poolAge.set({ pool: 'global' }, seconds(global));
    }
  }
}

/** Its refresh can wait: nothing is missing. */
function isWhole({ pool, retries }: Place): boolean {
  return pool !== undefined && retries === 0;
}

function said(pool: PreparedPool, part: DegradedPart): ServedPool {
  return { pool, degraded: pool.degraded.includes(part) ? pool.degraded : [...pool.degraded, part] };
}
