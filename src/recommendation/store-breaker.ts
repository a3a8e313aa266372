import CircuitBreaker from 'opossum';

import { StoreError } from '../store-error.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { StateLog } from '../telemetry/state-log.js';
import { withTimeout } from './with-timeout.js';

/** Misses within this window are weighed; short, so that a store that dies is skipped within a second. */
const WINDOW_MS = 1_000;
const MIN_READS = 5;
const MISSED_PERCENT = 50;
const PROBE_EVERY_MS = 500;
/** The breaker is closed by a probe, never by letting a request try. */
const NEVER_MS = 2 ** 31 - 1;

export interface StoreBreakerOptions<T> {
  /** Names the read in metrics and errors: `user_index`, `user_features`. */
  readonly store: string;
  readonly timeoutMs: number;
  readonly read: (id: string, signal: AbortSignal) => Promise<T>;
  readonly log: StateLog;
  readonly metrics: Metrics;
}

/**
 * Bounds one store's reads of the user: each by a timeout, and all of them by a circuit breaker that skips
 * a store which keeps missing. While it is open a read in the background probes the store, and the first
 * success closes it.
 */
export class StoreBreaker<T> {
  readonly #breaker: CircuitBreaker<[string], T>;
  #probe: NodeJS.Timeout | undefined;

  constructor(private readonly options: StoreBreakerOptions<T>) {
    this.#breaker = new CircuitBreaker((id: string) => this.#readInTime(id), {
      name: options.store,
      timeout: false,
      resetTimeout: NEVER_MS,
      rollingCountTimeout: WINDOW_MS,
      rollingCountBuckets: 5,
      rollingPercentilesEnabled: false,
      volumeThreshold: MIN_READS,
      errorThresholdPercentage: MISSED_PERCENT,
      // A programmer error says nothing about the store.
      errorFilter: (error) => !(error instanceof StoreError),
    });
    this.#breaker.on('open', () => {
      this.#startProbing();
    });
  }

  /** Whether reads are skipped. */
  get open(): boolean {
    return this.#breaker.opened;
  }

  /** @throws StoreError when the store does not answer in time, or is being skipped */
  async read(id: string): Promise<T> {
    try {
      const found = await this.#breaker.fire(id);
      this.options.log.worked();
      return found;
    } catch (error) {
      if (CircuitBreaker.isOurError(error as Error)) {
        this.options.metrics.storeSkipped.inc({ store: this.options.store });
        throw new StoreError(this.options.store, 'skipped, it kept missing', { cause: error });
      }
      throw error;
    }
  }

  close(): void {
    clearInterval(this.#probe);
    this.#breaker.shutdown();
  }

  async #readInTime(id: string): Promise<T> {
    const { store, timeoutMs, read, log, metrics } = this.options;
    try {
      return await withTimeout(store, timeoutMs, (signal) => read(id, signal));
    } catch (error) {
      if (error instanceof StoreError) {
        metrics.storeErrors.inc({ store });
        log.failed(error);
      }
      throw error;
    }
  }

  #startProbing(): void {
    let busy = false;
    clearInterval(this.#probe);
    this.#probe = setInterval(() => {
      if (busy) return;
      busy = true;
      void this.#readInTime('upnext-probe')
        .then(() => {
          clearInterval(this.#probe);
          this.options.log.worked();
          this.#breaker.close();
        })
        .catch(() => undefined)
        .finally(() => {
          busy = false;
        });
    }, PROBE_EVERY_MS).unref();
  }
}
