import { setImmediate } from 'node:timers/promises';

/** Work after which the event loop gets its turn, in milliseconds. */
const TURN_MS = 2;

/** Parts long work into turns, between which others have theirs. */
export class Turns {
  #since = performance.now();

  constructor(private readonly signal?: AbortSignal) {}

  get over(): boolean {
    return performance.now() - this.#since >= TURN_MS;
  }

  /** @throws the signal's reason when it is aborted */
  async next(): Promise<void> {
    await setImmediate();
    this.signal?.throwIfAborted();
    this.#since = performance.now();
  }
}
