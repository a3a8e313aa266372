import { CrossBins } from './cross-bins.js';
import { classifyPool } from './pool-classes.js';
import { type FourTrees, NARROW, type OneTree, PoolProgram } from './pool-program.js';
import {
  addFour,
  addOne,
  addPatterned,
  addReached,
  fillBlock,
  fillClasses,
  narrowRows,
  openOfRows,
} from './score-kernels.js';
import type { SplitPlan } from './split-plan.js';

/**
 * Scores a pool of candidates that share one viewer: raw scores are LightGBM's bit for bit, since every candidate gets
 * the same leaf values added in the same order.
 *
 * The items' questions are answered once, when the pool is prepared; candidates for which the same leaves of a tree
 * are left open share a class. A request finds the leaves that the viewer leaves open, the one leaf per tree and class
 * that both leave open, and adds one value per tree and candidate. Trees that ask about viewer and candidate together
 * are answered once per combination of such features where these are few, and per candidate otherwise.
 */
export class PoolScorer {
  readonly #viewerBins: Uint32Array;
  /** Per block, what the viewer leaves open. */
  readonly #open: Int32Array;
  readonly #values: Float64Array;
  readonly #cross: CrossBins;
  readonly #openOfBin: Int32Array;
  readonly #openOfClass: Int32Array;
  readonly #openOfRow: Int32Array;

  private constructor(
    private readonly plan: SplitPlan,
    private readonly size: number,
    private readonly program: PoolProgram,
  ) {
    const crossed = plan.cross.axes.length > 0;
    this.#viewerBins = new Uint32Array(plan.viewer.axes.length);
    this.#open = new Int32Array(plan.leafBits.length);
    this.#values = new Float64Array(Math.max(4 * NARROW, program.widest, crossed ? size : 0));
    this.#cross = new CrossBins(plan.cross.axes, size);
    const bins = plan.cross.axes.reduce((most, axis) => Math.max(most, axis.bins), 0);
    this.#openOfBin = new Int32Array(bins);
    this.#openOfClass = new Int32Array(crossed ? program.widest : 0);
    this.#openOfRow = new Int32Array(crossed ? size : 0);
  }

  /**
   * @param columns item values by feature of the model, NaN when missing; a column that is not there is missing
   * @param size number of candidates
   * @throws the signal's reason when it is aborted
   */
  static async prepare(
    plan: SplitPlan,
    columns: readonly (Float64Array | undefined)[],
    size: number,
    signal?: AbortSignal,
  ): Promise<PoolScorer> {
    const program = new PoolProgram();
    await classifyPool(plan, columns, size, signal, (found) => {
      program.add(found);
    });
    return new PoolScorer(plan, size, program);
  }

  /** Memory held, in bytes. */
  get bytes(): number {
    const own = [
      this.#viewerBins,
      this.#open,
      this.#values,
      this.#openOfBin,
      this.#openOfClass,
      this.#openOfRow,
    ];
    return own.reduce((sum, { byteLength }) => sum + byteLength, this.program.bytes + this.#cross.bytes);
  }

  /**
   * @param viewer values by feature of the model, NaN when missing
   * @param cross per-candidate values by feature of the model; a column that is not there is missing
   * @param out one number per candidate
   */
  score(viewer: Float64Array, cross: readonly (Float64Array | undefined)[], out: Float64Array): void {
    const { axes, open } = this.plan.viewer;
    for (let axis = 0; axis < axes.length; axis++) {
      const own = axes[axis];
      if (own !== undefined) this.#viewerBins[axis] = own.binOf(viewer[own.feature] ?? NaN);
    }
    for (let block = 0; block < this.#open.length; block++) {
      this.#open[block] = open.narrowed(-1, block, this.#viewerBins);
    }
    if (this.plan.cross.axes.length > 0) this.#cross.take(cross);

    out.fill(0, 0, this.size);
    for (const step of this.program.steps) {
      if (step.kind === 'four') this.#addFour(step, out);
      else if (!step.crossed) this.#addOne(step, out);
      else this.#addCrossed(step, out);
    }
  }

  #addFour({ trees, ids }: FourTrees, out: Float64Array): void {
    for (let place = 0; place < 4; place++) {
      const tree = trees[place];
      if (tree === undefined) this.#values[place * NARROW] = 0;
      else fillClasses(tree, this.#open, this.plan.leafValues, this.#values, place * NARROW);
    }
    addFour(ids, this.#values, out);
  }

  #addOne({ tree, ids }: OneTree, out: Float64Array): void {
    fillClasses(tree, this.#open, this.plan.leafValues, this.#values, 0);
    addOne(ids, this.#values, out);
  }

  #addCrossed(step: OneTree, out: Float64Array): void {
    const { patterns } = this.#cross;
    if (patterns > 0 && patterns * step.tree.bits.length <= this.#values.length) {
      this.#addByPattern(step, out);
    } else {
      this.#addByRow(step, out);
    }
  }

  /** Finds the leaf of every class under every pattern. */
  #addByPattern({ tree: { bits, block }, ids }: OneTree, out: Float64Array): void {
    const open = this.#open[block] ?? 0;
    const { patterns, binsOf, patternOf } = this.#cross;
    for (let pattern = 0; pattern < patterns; pattern++) {
      const narrowed = this.plan.cross.open.narrowed(open, block, binsOf[pattern] ?? this.#viewerBins);
      fillBlock(bits, narrowed, block, this.plan.leafValues, this.#values, pattern * bits.length);
    }
    addPatterned(ids, patternOf, bits.length, this.#values, out);
  }

  /** Finds the leaf of every candidate. */
  #addByRow({ tree: { bits, block }, ids }: OneTree, out: Float64Array): void {
    const open = this.#open[block] ?? 0;
    for (let id = 0; id < bits.length; id++) this.#openOfClass[id] = (bits[id] ?? 0) & open;
    openOfRows(ids, this.#openOfClass, this.#openOfRow);
    const { firstGroup, axis } = this.plan.cross.open;
    const last = (firstGroup[block + 1] ?? 0) - 1;
    for (let group = firstGroup[block] ?? 0; group <= last; group++) {
      this.plan.cross.open.spread(group, this.#openOfBin);
      const bins = this.#cross.bins[axis[group] ?? 0] ?? this.#viewerBins;
      if (group < last) narrowRows(this.#openOfRow, this.#openOfBin, bins, this.size);
      else {
        addReached(this.#openOfRow, this.#openOfBin, bins, block, this.plan.leafValues, out, this.size);
      }
    }
  }
}
