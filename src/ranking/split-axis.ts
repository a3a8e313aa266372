import { ZERO_THRESHOLD } from './lightgbm-model.js';
import type { Split } from './split.js';

/**
 * A feature's values in numbered bins, as fine as the model's splits can tell them apart: values of one bin are
 * answered alike by every split. A feature that is split both by thresholds and by categories has an axis for each.
 */
export interface SplitAxis {
  readonly feature: number;
  /** How many bins there are. */
  readonly bins: number;
  /** @param value NaN when missing */
  binOf(value: number): number;
  /** The answer of one of the axis' splits to a value of that bin. */
  goesLeft(split: Split, bin: number): boolean;
  /** Last bins of stretches, ascending and up to the last one, within which none of the splits changes its answer. */
  stretches(splits: readonly Split[]): Iterable<number>;
}

/** Bins between the thresholds, in their order; then one of zero, which some splits take for missing, and one of NaN. */
export class ThresholdAxis implements SplitAxis {
  readonly bins: number;
  readonly #zero: number;
  readonly #nan: number;

  /** @param thresholds ascending, each once */
  constructor(
    readonly feature: number,
    private readonly thresholds: Float64Array,
  ) {
    this.#zero = thresholds.length + 1;
    this.#nan = thresholds.length + 2;
    this.bins = thresholds.length + 3;
  }

  binOf(value: number): number {
    if (value !== value) return this.#nan;
    if (value >= -ZERO_THRESHOLD && value <= ZERO_THRESHOLD) return this.#zero;
    return this.#below(value);
  }

  goesLeft(split: Split, bin: number): boolean {
    if (bin === this.#nan) return split.nanLeft;
    if (bin === this.#zero) return split.zeroLeft;
    return bin <= this.#below(split.threshold);
  }

  stretches(splits: readonly Split[]): Iterable<number> {
    const changes = splits.map(({ threshold }) => this.#below(threshold));
    return [...new Set(changes.sort((a, b) => a - b)), this.thresholds.length, this.#zero, this.#nan];
  }

  /** How many thresholds are below a value. */
  #below(value: number): number {
    const { thresholds } = this;
    let from = 0;
    let to = thresholds.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((thresholds[middle] ?? NaN) < value) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/** A bin per category code, and a last one for whatever is no code that a split knows. */
export class CategoryAxis implements SplitAxis {
  readonly bins: number;

  /** @param codes splits know codes below this */
  constructor(
    readonly feature: number,
    private readonly codes: number,
  ) {
    this.bins = codes + 1;
  }

  binOf(value: number): number {
    // Codes are cut towards zero: -0.5 is code 0.
    return value > -1 && value < this.codes ? value | 0 : this.codes;
  }

  goesLeft({ codes }: Split, bin: number): boolean {
    return (((codes[bin >>> 5] ?? 0) >>> (bin & 31)) & 1) === 1;
  }

  stretches(): Iterable<number> {
    return Array.from({ length: this.bins }, (_, bin) => bin);
  }
}
