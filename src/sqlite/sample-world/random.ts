const { imul } = Math;

/**
 * Random numbers that are the same on every machine: mulberry32, 32 bits of state. For a world to look at, not for
 * statistics or secrets.
 */
export class Random {
  #state: number;

  /** Different keys give unrelated streams. */
  constructor(...key: readonly number[]) {
    this.#state = key.reduce((state, part) => imul(state ^ part, 0x9e37_79b1) + 0x7f4a_7c15, 0);
    this.next();
  }

  /** 0 ≤ x < 1 */
  next(): number {
    this.#state = (this.#state + 0x6d2b_79f5) | 0;
    let mixed = imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number, 0 ≤ x < `below`. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** Mean 0, standard deviation 1: the sum of twelve uniform numbers, so within ±6 and free of `Math.log`. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.next();
    return sum;
  }

  /** A whole number with this expectation: its whole part, and one more by chance. */
  around(expectation: number): number {
    const whole = Math.floor(expectation);
    return whole + (this.chance(expectation - whole) ? 1 : 0);
  }

  /** Index of a weight, by the weights' running sum. */
  weighted(cumulative: Float64Array): number {
    const target = this.next() * (cumulative.at(-1) ?? 0);
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cumulative[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Running sum, for {@link Random.weighted}. */
export function cumulative(weights: readonly number[]): Float64Array {
  let sum = 0;
  return Float64Array.from(weights, (weight) => (sum += weight));
}
