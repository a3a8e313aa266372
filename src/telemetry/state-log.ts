import type { Logger } from '@nestjs/common';

import type { Clock } from '../clock.js';

const REPEAT_MS = 60_000;

/**
 * Log of one part that can fail, for people: a line when it starts failing, one a minute while it goes on,
 * and one when it works again. However many calls fail.
 */
export class StateLog {
  #failingSince: number | undefined;
  #loggedAt = 0;
  #failures = 0;

  constructor(
    /** What fails, as a person would name it: `redis (assets)`, `user index`. */
    private readonly part: string,
    private readonly logger: Logger,
    private readonly clock: Clock,
    /** How many failures in a row are one that is said: more than 1 where a single one is no news. */
    private readonly saidAfter = 1,
  ) {}

  get failing(): boolean {
    return this.#failingSince !== undefined;
  }

  failed(error: unknown): void {
    const now = this.clock.now();
    const reason = error instanceof Error ? error.message : String(error);
    this.#failures += 1;
    if (this.#failures < this.saidAfter) return;
    if (this.#failingSince === undefined) {
      this.#failingSince = now;
      this.#loggedAt = now;
      this.logger.warn(`${this.part} fails: ${reason}`);
    } else if (now - this.#loggedAt >= REPEAT_MS) {
      this.#loggedAt = now;
      const seconds = Math.round((now - this.#failingSince) / 1_000);
      this.logger.warn(`${this.part} still fails after ${seconds} s, ${this.#failures} times: ${reason}`);
    }
  }

  worked(): void {
    if (this.#failingSince !== undefined) {
      const seconds = ((this.clock.now() - this.#failingSince) / 1_000).toFixed(1);
      this.logger.log(`${this.part} works again after ${seconds} s and ${this.#failures} failures`);
    }
    this.#failingSince = undefined;
    this.#failures = 0;
  }
}
