import type { SplitAxis } from './split-axis.js';

/** Combinations that a byte can name; more are never worth a table. */
const MOST_PATTERNS = 64;

/**
 * The features of viewer and candidate together, of one request. Axes on which the candidates have few different bins
 * are taken together as patterns: trees are answered once for each. The others stay apart, to be asked per candidate.
 */
export class CrossBins {
  /** Per axis, the bin of each candidate. */
  readonly bins: readonly Uint32Array[];
  /** How many different combinations there are, at least one. */
  patterns = 1;
  /** Per candidate its combination. */
  patternOf: Uint8Array;
  /** How many combinations there may be. */
  readonly most: number;
  /** Axes that are no part of the combinations. */
  readonly apart: number[] = [];
  /** Per combination the bins by axis. */
  #binsOf: Uint32Array;
  #nextPatternOf: Uint8Array;
  #nextBinsOf: Uint32Array;
  readonly #seen: Uint8Array;

  /** @param most combinations that are worth a table; one more axis is left apart rather than have more */
  constructor(
    private readonly axes: readonly SplitAxis[],
    size: number,
    most: number,
  ) {
    this.most = Math.max(1, Math.min(MOST_PATTERNS, most));
    this.bins = axes.map(() => new Uint32Array(size));
    this.patternOf = new Uint8Array(size);
    this.#nextPatternOf = new Uint8Array(axes.length > 0 ? size : 0);
    this.#binsOf = new Uint32Array(axes.length * this.most);
    this.#nextBinsOf = new Uint32Array(axes.length * this.most);
    this.#seen = new Uint8Array(this.most * axes.reduce((widest, { bins }) => Math.max(widest, bins), 0));
  }

  get bytes(): number {
    const own = [this.#binsOf, this.#nextBinsOf, this.patternOf, this.#nextPatternOf, this.#seen];
    return [...own, ...this.bins].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** The bin of an axis in a combination. */
  binOf(pattern: number, axis: number): number {
    return this.#binsOf[pattern * this.axes.length + axis] ?? 0;
  }

  /** @param columns per-candidate values by feature of the model; a column that is not there is missing */
  take(columns: readonly (Float64Array | undefined)[]): void {
    this.patterns = 1;
    this.patternOf.fill(0);
    this.apart.length = 0;
    for (let index = 0; index < this.axes.length; index++) {
      const axis = this.axes[index];
      const bins = this.bins[index];
      if (axis === undefined || bins === undefined) continue;
      const column = columns[axis.feature];
      if (column === undefined) bins.fill(axis.binOf(NaN));
      else sortIntoBins(axis, column, bins);
      if (!this.#combine(index, bins, axis.bins)) this.apart.push(index);
    }
  }

  /** Splits the combinations so far by the bins of one more axis. @returns false where they would be too many */
  #combine(axis: number, bins: Uint32Array, width: number): boolean {
    const [seen, earlier, own] = [this.#seen, this.patternOf, this.#nextPatternOf];
    const axes = this.axes.length;
    let found = 0;
    seen.fill(0, 0, this.patterns * width);
    for (let row = 0; row < bins.length; row++) {
      const pattern = earlier[row] ?? 0;
      const bin = bins[row] ?? 0;
      const place = pattern * width + bin;
      if (seen[place] === 0) {
        if (found === this.most) return false;
        this.#nextBinsOf.set(this.#binsOf.subarray(pattern * axes, (pattern + 1) * axes), found * axes);
        this.#nextBinsOf[found * axes + axis] = bin;
        seen[place] = ++found;
      }
      own[row] = (seen[place] ?? 0) - 1;
    }
    [this.patternOf, this.#nextPatternOf] = [own, earlier];
    [this.#binsOf, this.#nextBinsOf] = [this.#nextBinsOf, this.#binsOf];
    this.patterns = Math.max(1, found);
    return true;
  }
}

function sortIntoBins(axis: SplitAxis, column: Float64Array, out: Uint32Array): void {
  for (let row = 0; row < out.length; row++) out[row] = axis.binOf(column[row] ?? NaN);
}
