import { CrossedTrees } from './crossed-trees.js';
import { classifyPool } from './pool-classes.js';
import { NARROW, PoolProgram, type Step } from './pool-program.js';
import { addFour, addOne, fillClasses } from './score-kernels.js';
import type { SplitPlan } from './split-plan.js';

/**
 * Scores a pool of candidates that share one viewer: raw scores are LightGBM's bit for bit, since every candidate gets
 * the same leaf values added in the same order.
 *
 * The items' questions are answered once, when the pool is prepared; candidates for which the same leaves of a tree
 * are left open share a class. A request finds the leaves that the viewer leaves open, the one leaf per tree and class
 * that both leave open, and adds one value per tree and candidate. Trees that ask about viewer and candidate together
 * go a lane of their own.
 */
export class PoolScorer {
  readonly #viewerBins: Uint32Array;
  /** Per block, what the viewer leaves open. */
  readonly #open: Int32Array;
  readonly #values: Float64Array;
  readonly #crossed: CrossedTrees;

  private constructor(
    private readonly plan: SplitPlan,
    private readonly size: number,
    private readonly program: PoolProgram,
  ) {
    this.#viewerBins = new Uint32Array(plan.viewer.axes.length);
    this.#open = new Int32Array(plan.leafBits.length);
    this.#values = new Float64Array(Math.max(4 * NARROW, program.widest(false)));
    this.#crossed = new CrossedTrees(plan, program, size);
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
    const own = [this.#viewerBins, this.#open, this.#values];
    return own.reduce((sum, { byteLength }) => sum + byteLength, this.program.bytes + this.#crossed.bytes);
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
    this.#crossed.take(cross);

    out.fill(0, 0, this.size);
    for (const step of this.program.steps) {
      if (step.crossed) this.#crossed.add(step, this.#open, out);
      else this.#add(step, out);
    }
  }

  #add({ trees, packed, wide }: Step, out: Float64Array): void {
    const { leafValues } = this.plan;
    for (let place = 0; place < trees.length; place++) {
      const tree = trees[place];
      if (tree !== undefined) fillClasses(tree, this.#open, leafValues, this.#values, place * NARROW);
    }
    if (wide !== undefined) addOne(wide, this.#values, out);
    if (packed === undefined) return;
    for (let place = trees.length; place < 4; place++) this.#values[place * NARROW] = 0;
    addFour(packed, this.#values, out);
  }
}
