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

const CELLS_PER_THRESHOLD = 4;

/** Bins between the thresholds, in their order; then one of zero, which some splits take for missing, and one of NaN. */
export class ThresholdAxis implements SplitAxis {
  readonly bins: number;
  readonly #zero: number;
  readonly #nan: number;
  readonly #lowest: number;
  readonly #cellsPerUnit: number;
  readonly #lastCell: number;
  /** One more than cells, for the end. */
  readonly #firstOfCell: Uint32Array;

  /** @param thresholds ascending, each once */
  constructor(
    readonly feature: number,
    private readonly thresholds: Float64Array,
  ) {
    this.#zero = thresholds.length + 1;
    this.#nan = thresholds.length + 2;
    this.bins = thresholds.length + 3;
    const finite = thresholds.filter(Number.isFinite);
    this.#lowest = finite[0] ?? 0;
    this.#lastCell = CELLS_PER_THRESHOLD * thresholds.length;
    const perUnit = this.#lastCell / ((finite.at(-1) ?? 0) - this.#lowest);
    this.#cellsPerUnit = Number.isFinite(perUnit) ? perUnit : 0;
    this.#firstOfCell = new Uint32Array(this.#lastCell + 2);
    let next = 0;
    for (let cell = 0; cell <= this.#lastCell; cell++) {
      while (next < thresholds.length && this.#cellOf(thresholds[next] ?? NaN) <= cell) next++;
      this.#firstOfCell[cell + 1] = next;
    }
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

  /** How many thresholds are below a value: the cell says nearly, the search among its own few thresholds exactly. */
  #below(value: number): number {
    const { thresholds } = this;
    const cell = this.#cellOf(value);
    let from = this.#firstOfCell[cell] ?? 0;
    let to = this.#firstOfCell[cell + 1] ?? 0;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((thresholds[middle] ?? NaN) < value) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** Cells of equal width between the finite thresholds; never a lower one for a larger value. */
  #cellOf(value: number): number {
    const cell = (value - this.#lowest) * this.#cellsPerUnit;
    if (!(cell > 0)) return 0;
    return cell < this.#lastCell ? cell | 0 : this.#lastCell;
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
