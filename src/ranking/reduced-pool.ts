import { setImmediate } from 'node:timers/promises';

import type { ReducedNodes } from './reduced-nodes.js';
import type { SplitPlan } from './split-plan.js';
import { TreeReducer } from './tree-reducer.js';

/** Work after which the event loop gets its turn. */
const STRETCH_MS = 2;
/** Rows × nodes done between two looks at the time: well under a millisecond. */
const BLOCK_WORK = 30_000;

/** Ids that fit, in the smallest array that holds them. */
export type IdColumn = Uint8Array | Uint16Array | Uint32Array;

/** What is left of a model's trees for one pool. */
export interface ReducedTree {
  readonly nodes: ReducedNodes;
  /** One per candidate: the id of what is left of the tree for it. */
  readonly ids: IdColumn;
}

/**
 * Answers the items' questions of all trees for all rows, in stretches of at most about 5 ms.
 *
 * @param columns item values by feature, as `withoutTinyValue` leaves them
 * @throws the signal's reason when it is aborted
 */
export async function reducePool(
  plan: SplitPlan,
  columns: readonly (Float64Array | undefined)[],
  size: number,
  signal?: AbortSignal,
): Promise<ReducedTree[]> {
  signal?.throwIfAborted();
  const reduced: ReducedTree[] = [];
  const ids = new Uint32Array(size);
  let since = performance.now();
  for (const tree of plan.trees) {
    const reducer = new TreeReducer(tree, columns);
    const block = Math.max(16, Math.ceil(BLOCK_WORK / tree.leafValue.length));
    for (let from = 0; from < size; from += block) {
      reducer.reduce(from, Math.min(from + block, size), ids);
      if (performance.now() - since < STRETCH_MS) continue;
      await setImmediate();
      signal?.throwIfAborted();
      since = performance.now();
    }
    reduced.push({
      nodes: reducer.nodes,
      ids: smallest(ids, tree.leafValue.length + reducer.nodes.left.length),
    });
  }
  return reduced;
}

function smallest(ids: Uint32Array, count: number): IdColumn {
  if (count <= 1 << 8) return Uint8Array.from(ids);
  if (count <= 1 << 16) return Uint16Array.from(ids);
  return ids.slice();
}
