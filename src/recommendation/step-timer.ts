import type { Metrics } from '../telemetry/metrics.js';
import type { Step } from './recommendation.js';

/** Time per step of one request: the figures of `timings_ms`, `Server-Timing` and the metrics are these. */
export class StepTimer {
  readonly #start = performance.now();
  #last = this.#start;
  readonly #timings: Partial<Record<Step, number>> = {};

  constructor(private readonly metrics: Metrics) {}

  elapsedMs(): number {
    return performance.now() - this.#start;
  }

  /** Ends a step, or a further part of it: all the time since the one before. */
  lap(step: Step): void {
    const now = performance.now();
    this.#timings[step] = (this.#timings[step] ?? 0) + now - this.#last;
    this.#last = now;
  }

  /** Observes the steps, and gives them in milliseconds. */
  done(): Readonly<Partial<Record<Step, number>>> {
    for (const [step, ms] of Object.entries(this.#timings)) this.metrics.steps.observe({ step }, ms / 1_000);
    return this.#timings;
  }
}
