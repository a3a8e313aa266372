import { type Classes, ClassIndex } from './class-index.js';
import type { SplitPlan } from './split-plan.js';
import { Turns } from './turns.js';

/** Rows done in one go: at most half a millisecond, also before the code has been compiled. */
const ROWS_AT_ONCE = 1_024;

/** What the items' answers leave open of a tree, or of a part of it: a block that asks about candidates is one alone. */
export interface TreeClasses {
  /** Whether features of viewer and candidate together close leaves of it. */
  readonly crossed: boolean;
  readonly classes: Classes;
  /** Per candidate its class. */
  readonly ids: Uint32Array;
}

/**
 * Sorts a pool's candidates into classes, tree by tree: those of one class have the same leaves open, whoever asks.
 * Yields to the event loop every few milliseconds.
 *
 * @param columns item values by feature, NaN when missing; a column that is not there is missing
 * @param take called for each tree in turn, or each part of one; `ids` is used again afterwards
 * @throws the signal's reason when it is aborted
 */
export async function classifyPool(
  plan: SplitPlan,
  columns: readonly (Float64Array | undefined)[],
  size: number,
  signal: AbortSignal | undefined,
  take: (found: TreeClasses) => void,
): Promise<void> {
  signal?.throwIfAborted();
  const turns = new Turns(signal);
  const bins: Uint32Array[] = [];
  for (const axis of plan.item.axes) {
    const column = columns[axis.feature];
    const own = new Uint32Array(size).fill(axis.binOf(NaN));
    bins.push(own);
    for (let from = 0; column !== undefined && from < size; from += ROWS_AT_ONCE) {
      const to = Math.min(from + ROWS_AT_ONCE, size);
      for (let row = from; row < to; row++) own[row] = axis.binOf(column[row] ?? NaN);
      if (turns.over) await turns.next();
    }
  }

  const widest = plan.item.axes.reduce((most, axis) => Math.max(most, axis.bins), 0);
  const work = { bins, openOfBin: new Int32Array(widest), open: new Int32Array(ROWS_AT_ONCE) };
  const index = new ClassIndex();
  const ids = new Uint32Array(size);
  for (let tree = 0; tree < plan.trees; tree++) {
    const end = plan.firstBlock[tree + 1] ?? 0;
    for (let block = plan.firstBlock[tree] ?? 0; block < end; block++) {
      for (let from = 0; from < size; from += ROWS_AT_ONCE) {
        classifyRows(plan, block, from, Math.min(from + ROWS_AT_ONCE, size), work, index, ids);
        if (turns.over) await turns.next();
      }
      const crossed = asksCandidates(plan, block);
      if (!crossed && block + 1 < end && !asksCandidates(plan, block + 1)) continue;
      if (index.size > 1) take({ crossed, classes: index.take(), ids });
      ids.fill(0);
    }
  }
}

interface Work {
  /** Per axis, the bin of each row. */
  readonly bins: readonly Uint32Array[];
  readonly openOfBin: Int32Array;
  readonly open: Int32Array;
}

function classifyRows(
  plan: SplitPlan,
  block: number,
  from: number,
  to: number,
  { bins, openOfBin, open }: Work,
  index: ClassIndex,
  ids: Uint32Array,
): void {
  const { firstGroup, axis } = plan.item.open;
  open.fill(plan.leafBits[block] ?? 0);
  const end = firstGroup[block + 1] ?? 0;
  for (let group = firstGroup[block] ?? 0; group < end; group++) {
    plan.item.open.spread(group, openOfBin, 0);
    narrow(open, openOfBin, bins[axis[group] ?? 0] ?? NO_BINS, from, to);
  }
  for (let row = from; row < to; row++) {
    const left = open[row - from] ?? 0;
    if (left !== 0) ids[row] = index.classOf(ids[row] ?? 0, block, left);
  }
}

const NO_BINS = new Uint32Array(0);

function narrow(open: Int32Array, openOfBin: Int32Array, bins: Uint32Array, from: number, to: number): void {
  for (let row = from; row < to; row++) {
    open[row - from] = (open[row - from] ?? 0) & (openOfBin[bins[row] ?? 0] ?? 0);
  }
}

/** Whether features of viewer and candidate together close leaves of a block. */
function asksCandidates({ cross }: SplitPlan, block: number): boolean {
  return cross.open.firstGroup[block] !== cross.open.firstGroup[block + 1];
}
