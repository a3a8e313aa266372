import { layOut, type PoolProgram, TreeLane } from './pool-program.js';
import { reducePool } from './reduced-pool.js';
import { goesLeft, withoutTinyValue } from './split.js';
import type { SplitPlan } from './split-plan.js';

/** Distinct values of the cross features, over a pool, up to which their trees are evaluated once for each. */
const MAX_PATTERNS = 4;

/**
 * Scores a pool of candidates that share one viewer: raw scores are LightGBM's bit for bit, since every candidate gets
 * the same leaf values added in the same order.
 *
 * The items' questions are answered once, when the pool is prepared; candidates for which the same part of a tree is
 * left share a class. A request answers each question about the viewer once, fills a table of leaf values per tree and
 * class, and adds one entry per tree and candidate. Trees that ask about viewer and candidate together are filled once
 * per distinct value, or walked where there are many.
 */
export class PoolScorer {
  readonly #flags: Uint8Array;
  readonly #patternOf: Uint8Array;
  readonly #tableOf: Uint32Array;
  readonly #representatives: Int32Array;
  readonly #crossColumns: Float64Array[] = [];

  private constructor(
    private readonly plan: SplitPlan,
    private readonly size: number,
    private readonly program: PoolProgram,
  ) {
    this.#flags = new Uint8Array(plan.conditions.length);
    const perCandidate = program.asksCandidates ? size : 0;
    this.#patternOf = new Uint8Array(perCandidate);
    this.#tableOf = new Uint32Array(perCandidate);
    this.#representatives = new Int32Array(MAX_PATTERNS);
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
    const clean = columns.map((column) => column?.map(withoutTinyValue));
    const trees = await reducePool(plan, clean, size, signal);
    return new PoolScorer(plan, size, layOut(plan, trees, size, MAX_PATTERNS));
  }

  /** Memory held, in bytes. */
  get bytes(): number {
    return (
      this.program.bytes + this.#flags.byteLength + this.#patternOf.byteLength + this.#tableOf.byteLength
    );
  }

  /**
   * @param viewer values by feature of the model, NaN when missing
   * @param cross per-candidate values by feature of the model; a column that is not there is missing
   * @param out one number per candidate
   */
  score(viewer: Float64Array, cross: readonly (Float64Array | undefined)[], out: Float64Array): void {
    const { plan, program, size } = this;
    const flags = this.#flags;
    for (let index = 0; index < plan.viewerConditions; index++) {
      const condition = plan.conditions[index];
      if (condition === undefined) break;
      flags[index] = goesLeft(condition, withoutTinyValue(viewer[condition.feature] ?? NaN)) ? 1 : 0;
    }
    program.fill(TreeLane.table, 0, flags);
    const patterns = program.asksCandidates ? this.#findPatterns(cross) : 0;
    for (let pattern = 0; pattern < patterns; pattern++) {
      this.#answer(cross, this.#representatives[pattern] ?? 0);
      program.fill(TreeLane.cross, pattern, flags);
    }
    if (patterns > 0) {
      for (let row = 0; row < size; row++) {
        this.#tableOf[row] = (this.#patternOf[row] ?? 0) * program.tableSize;
      }
    }

    out.fill(0, 0, size);
    for (let tree = 0; tree < program.lanes.length; tree++) {
      const lane = program.lanes[tree];
      if (lane === TreeLane.table) program.add(tree, out);
      else if (lane === TreeLane.cross && patterns > 0) program.addFrom(tree, this.#tableOf, out);
      else program.addWalking(tree, plan, flags, cross, out);
    }
  }

  /**
   * Which candidates have the same values of all cross features.
   *
   * @returns how many different ones there are, 0 when they are too many
   */
  #findPatterns(cross: readonly (Float64Array | undefined)[]): number {
    this.#crossColumns.length = 0;
    for (const feature of this.plan.crossFeatures) {
      const column = cross[feature];
      if (column !== undefined) this.#crossColumns.push(column);
    }
    let found = 0;
    for (let row = 0; row < this.size; row++) {
      let pattern = 0;
      while (pattern < found && !this.#same(row, this.#representatives[pattern] ?? 0)) pattern++;
      if (pattern === found) {
        if (found === MAX_PATTERNS) return 0;
        this.#representatives[found++] = row;
      }
      this.#patternOf[row] = pattern;
    }
    return found;
  }

  #same(one: number, other: number): boolean {
    for (const column of this.#crossColumns) {
      const a = column[one] ?? NaN;
      const b = column[other] ?? NaN;
      if (a !== b && (a === a || b === b)) return false;
    }
    return true;
  }

  /** Answers the questions about viewer and candidate for one candidate. */
  #answer(columns: readonly (Float64Array | undefined)[], row: number): void {
    const { conditions, viewerConditions } = this.plan;
    for (let index = viewerConditions; index < conditions.length; index++) {
      const condition = conditions[index];
      if (condition === undefined) break;
      const value = columns[condition.feature]?.[row] ?? NaN;
      this.#flags[index] = goesLeft(condition, withoutTinyValue(value)) ? 1 : 0;
    }
  }
}
