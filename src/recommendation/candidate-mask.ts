/** Which candidates of a pool one request must not show. */
export class CandidateMask {
  /** 1 where the candidate is rejected; the pool's order. */
  readonly flags: Uint8Array;

  #remaining: number;

  constructor(size: number) {
    this.flags = new Uint8Array(size);
    this.#remaining = size;
  }

  /** Candidates that are not rejected. */
  get remaining(): number {
    return this.#remaining;
  }

  /** Rejects a candidate; once is enough. An index outside the pool is ignored. */
  reject(index: number): void {
    if (this.flags[index] === 0) {
      this.flags[index] = 1;
      this.#remaining -= 1;
    }
  }
}
