import type { SplitAxis } from './split-axis.js';

/** Patterns up to which a tree may be evaluated once for each of them. */
const MAX_PATTERNS = 64;

/** The bins of a request's features of viewer and candidate together. */
export class CrossBins {
  /** Per axis, the bin of each candidate. */
  readonly bins: readonly Uint32Array[];
  /** How many different combinations of bins there are; 0 where they are more than is worth knowing. */
  patterns = 0;
  /** Per candidate its combination. */
  readonly patternOf: Uint8Array;
  /** Per combination the bins by axis. */
  readonly binsOf: readonly Uint32Array[];
  readonly #seen: Int32Array;

  constructor(
    private readonly axes: readonly SplitAxis[],
    private readonly size: number,
  ) {
    this.bins = axes.map(() => new Uint32Array(size));
    this.patternOf = new Uint8Array(axes.length > 0 ? size : 0);
    this.binsOf = Array.from(
      { length: axes.length > 0 ? MAX_PATTERNS : 0 },
      () => new Uint32Array(axes.length),
    );
    this.#seen = new Int32Array(axes.reduce((most, { bins }) => Math.max(most, bins), 0) * MAX_PATTERNS);
  }

  get bytes(): number {
    const bins = this.axes.length * 4 * (this.size + MAX_PATTERNS);
    return bins + this.patternOf.byteLength + this.#seen.byteLength;
  }

  /** @param columns per-candidate values by feature of the model; a column that is not there is missing */
  take(columns: readonly (Float64Array | undefined)[]): void {
    this.axes.forEach((axis, index) => {
      const own = this.bins[index];
      if (own === undefined) return;
      const column = columns[axis.feature];
      if (column === undefined) own.fill(axis.binOf(NaN));
      else sortIntoBins(axis, column, own);
    });
    this.patterns = this.#findPatterns();
  }

  /** Splits the patterns of the axes so far by those of the next one, as long as they are few. */
  #findPatterns(): number {
    const { patternOf, binsOf } = this;
    const seen = this.#seen;
    let found = 1;
    patternOf.fill(0);
    for (let axis = 0; axis < this.axes.length; axis++) {
      const bins = this.bins[axis] ?? patternOf;
      const before = found;
      const width = this.axes[axis]?.bins ?? 0;
      const earlier = binsOf.slice(0, before).map((own) => own.slice());
      found = 0;
      seen.fill(0, 0, before * width);
      for (let row = 0; row < this.size; row++) {
        const pattern = patternOf[row] ?? 0;
        const bin = bins[row] ?? 0;
        const place = pattern * width + bin;
        let own = seen[place] ?? 0;
        if (own === 0) {
          if (found === MAX_PATTERNS) return 0;
          binsOf[found]?.set(earlier[pattern] ?? []);
          binsOf[found]?.fill(bin, axis, axis + 1);
          own = seen[place] = ++found;
        }
        patternOf[row] = own - 1;
      }
    }
    return found;
  }
}

function sortIntoBins(axis: SplitAxis, column: Float64Array, out: Uint32Array): void {
  for (let row = 0; row < out.length; row++) out[row] = axis.binOf(column[row] ?? NaN);
}
