import type { Classes } from './class-index.js';
import { CrossBins } from './cross-bins.js';
import { classesOf, type PoolProgram, type Step } from './pool-program.js';
import {
  addFourPatterned,
  addOnePatterned,
  addReached,
  BIN_BITS,
  fillBlock,
  narrowRows,
  openOfRows,
  reachTwo,
} from './score-kernels.js';
import { LEAF_STRIDE, type SplitPlan } from './split-plan.js';

/** Table entries per candidate up to which a table for each combination is cheaper than asking per candidate. */
const ENTRIES_PER_CANDIDATE = 4;

/**
 * The third lane: trees that ask about viewer and candidate together. What is open of a class is worked out once per
 * combination of features with few values; features that differ for every candidate narrow it candidate by candidate.
 */
export class CrossedTrees {
  readonly #cross: CrossBins;
  /** Bins of the axis that has the most. */
  readonly #width: number;
  readonly #values: Float64Array;
  readonly #open: Int32Array;
  readonly #openOfRow: Int32Array;
  /** What is open by bin, of two trees on two axes. */
  readonly #openOfBin: Int32Array;
  readonly #keys: Uint32Array;
  readonly #at = new Uint32Array(4);

  constructor(
    private readonly plan: SplitPlan,
    program: PoolProgram,
    size: number,
  ) {
    const widest = program.widest(true);
    const patterns = widest === 0 ? 1 : Math.floor((ENTRIES_PER_CANDIDATE * size) / widest);
    const { axes } = plan.cross;
    this.#cross = new CrossBins(widest === 0 ? [] : axes, size, patterns);
    this.#width = axes.reduce((most, { bins }) => Math.max(most, bins), 0);
    const entries = widest * this.#cross.most;
    this.#values = new Float64Array(entries);
    this.#open = new Int32Array(entries);
    this.#openOfRow = new Int32Array(widest === 0 ? 0 : size);
    this.#openOfBin = new Int32Array(4 * this.#width);
    this.#keys = new Uint32Array(widest === 0 ? 0 : size);
  }

  get bytes(): number {
    const own = [this.#values, this.#open, this.#openOfRow, this.#openOfBin, this.#keys];
    return own.reduce((sum, { byteLength }) => sum + byteLength, this.#cross.bytes);
  }

  /** Takes in a request's features. @param columns per-candidate values by feature of the model */
  take(columns: readonly (Float64Array | undefined)[]): void {
    this.#cross.take(columns);
    if (this.#byKeys) this.#nameKeys();
  }

  /** @param viewerOpen per block, what the viewer leaves open */
  add(step: Step, viewerOpen: Int32Array, out: Float64Array): void {
    const { apart } = this.#cross;
    const stride = this.#fill(step.trees, viewerOpen, apart.length > 0);
    if (apart.length === 0) this.#addValues(step, stride, out);
    else if (step.packed !== undefined && this.#byKeys) {
      this.#reachTwo(step.trees, step.packed, 0, stride, out);
      if (step.trees.length > 2) this.#reachTwo(step.trees, step.packed, 2, stride, out);
    } else this.#reachEach(step, stride, out);
  }

  /** Whether what differs by candidate fits into one number. */
  get #byKeys(): boolean {
    const { length } = this.#cross.apart;
    return (length === 1 || length === 2) && this.#width <= 2 ** BIN_BITS;
  }

  #nameKeys(): void {
    const { apart, bins, patternOf } = this.#cross;
    const [one = 0, other = -1] = apart;
    nameKeys(bins[one] ?? NO_BINS, bins[other], patternOf, this.#keys);
  }

  /**
   * Works out what is open of every class under every combination, or which leaf value where nothing is left to be
   * asked. @returns how far the combinations lie apart
   */
  #fill(trees: readonly Classes[], viewerOpen: Int32Array, moreToAsk: boolean): number {
    const stride = classesOf(trees);
    const cross = this.#cross;
    let at = 0;
    trees.forEach(({ bits, block }, place) => {
      this.#at[place] = at;
      for (let pattern = 0; pattern < cross.patterns; pattern++) {
        const open = this.#openUnder(pattern, block, viewerOpen[block] ?? 0);
        const first = pattern * stride + at;
        if (moreToAsk)
          for (let id = 0; id < bits.length; id++) this.#open[first + id] = (bits[id] ?? 0) & open;
        else fillBlock(bits, open, block, this.plan.leafValues, this.#values, first);
      }
      at += bits.length;
    });
    // Places without a tree look at class 0 of the first one: no leaf, no value.
    this.#at.fill(0, trees.length);
    return stride;
  }

  #openUnder(pattern: number, block: number, viewerOpen: number): number {
    const { open } = this.plan.cross;
    const { apart } = this.#cross;
    const end = open.firstGroup[block + 1] ?? 0;
    let left = viewerOpen;
    for (let group = open.firstGroup[block] ?? 0; group < end; group++) {
      const axis = open.axis[group] ?? 0;
      if (!apart.includes(axis)) left &= open.at(group, this.#cross.binOf(pattern, axis));
    }
    return left;
  }

  #addValues({ packed, wide }: Step, stride: number, out: Float64Array): void {
    const { patternOf } = this.#cross;
    if (packed !== undefined) addFourPatterned(packed, patternOf, stride, this.#at, this.#values, out);
    else if (wide !== undefined) addOnePatterned(wide, patternOf, stride, this.#values, out);
  }

  /** @param place of the first of two trees */
  #reachTwo(
    trees: readonly Classes[],
    ids: Uint32Array,
    place: number,
    stride: number,
    out: Float64Array,
  ): void {
    const blocks = [trees[place]?.block, trees[place + 1]?.block] as const;
    const { apart } = this.#cross;
    for (let axis = 0; axis < 2; axis++) {
      blocks.forEach((block, tree) => {
        this.#spread(block, apart[axis], (2 * axis + tree) * this.#width);
      });
    }
    const two = {
      shift: 8 * place,
      at: [this.#at[place] ?? 0, this.#at[place + 1] ?? 0],
      leaves: [(blocks[0] ?? 0) * LEAF_STRIDE, (blocks[1] ?? 0) * LEAF_STRIDE],
    } as const;
    const { leafValues } = this.plan;
    reachTwo(ids, two, this.#keys, this.#open, stride, this.#openOfBin, this.#width, leafValues, out);
  }

  /** What is open of a block by bin of an axis: all of it where there is no such block or axis. */
  #spread(block: number | undefined, axis: number | undefined, at: number): void {
    const { open } = this.plan.cross;
    const group = block === undefined || axis === undefined ? -1 : open.groupOf(block, axis);
    if (group < 0) this.#openOfBin.fill(-1, at, at + this.#width);
    else open.spread(group, this.#openOfBin, at);
  }

  #reachEach({ trees, packed, wide }: Step, stride: number, out: Float64Array): void {
    const { patternOf, apart, bins } = this.#cross;
    trees.forEach(({ block }, place) => {
      const [ids, shift, mask] = packed === undefined ? [wide, 0, -1] : [packed, 8 * place, NARROW_MASK];
      if (ids === undefined) return;
      openOfRows(ids, shift, mask, patternOf, stride, this.#at[place] ?? 0, this.#open, this.#openOfRow);
      for (const axis of apart) {
        const group = this.plan.cross.open.groupOf(block, axis);
        if (group < 0) continue;
        this.plan.cross.open.spread(group, this.#openOfBin, 0);
        narrowRows(this.#openOfRow, this.#openOfBin, bins[axis] ?? NO_BINS);
      }
      addReached(this.#openOfRow, block * LEAF_STRIDE, this.plan.leafValues, out);
    });
  }
}

function nameKeys(
  one: Uint32Array,
  other: Uint32Array | undefined,
  patternOf: Uint8Array,
  out: Uint32Array,
): void {
  for (let row = 0; row < out.length; row++) {
    const bins = (one[row] ?? 0) | ((other?.[row] ?? 0) << BIN_BITS);
    out[row] = bins | ((patternOf[row] ?? 0) << (2 * BIN_BITS));
  }
}

const NO_BINS = new Uint32Array(0);
const NARROW_MASK = 255;
