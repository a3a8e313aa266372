import type { DecisionTree } from './lightgbm-model.js';

/** Leaves of a block: as many as a machine word of JavaScript's has bits. */
export const BLOCK = 32;

/** The leaves under a node, in their order from left to right: `from` to `middle` left, `middle` to `to` right. */
export interface LeafRange {
  readonly from: number;
  readonly middle: number;
  readonly to: number;
}

/** @returns the leaves' indices from left to right, and for each node where its own leaves are among them */
export function leavesInOrder(tree: DecisionTree): { order: Int32Array; ranges: readonly LeafRange[] } {
  const order = new Int32Array(tree.leafValue.length);
  const ranges = new Array<LeafRange>(tree.splitFeature.length);
  let next = 0;
  const visit = (child: number): void => {
    if (child < 0) {
      order[next++] = ~child;
      return;
    }
    const from = next;
    visit(tree.leftChild[child] ?? 0);
    const middle = next;
    visit(tree.rightChild[child] ?? 0);
    ranges[child] = { from, middle, to: next };
  };
  visit(tree.splitFeature.length === 0 ? ~0 : 0);
  return { order, ranges };
}

/** Bits of the leaves `from` to `to` (exclusive) in a block: its first leaf is the highest bit. */
export function leafBits(from: number, to: number, block: number): number {
  const first = Math.max(0, from - block * BLOCK);
  const end = Math.min(BLOCK, to - block * BLOCK);
  if (first >= end) return 0;
  return (-1 >>> first) & (end === BLOCK ? -1 : ~(-1 >>> end));
}
