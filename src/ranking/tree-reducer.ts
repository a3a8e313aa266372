import { ReducedNodes } from './reduced-nodes.js';
import { goesLeft } from './split.js';
import type { PlannedTree } from './split-plan.js';

const NO_VALUES = new Float64Array(0);

/**
 * Answers the items' questions of a tree for a block of a pool's rows at a time. An item split parts the rows, any
 * other one keeps them together; so the work is at most rows × nodes, mostly far less.
 */
export class TreeReducer {
  readonly nodes: ReducedNodes;
  #first = 0;
  #rows = new Uint32Array(0);
  #ids: Uint32Array = new Uint32Array(0);
  /** Ids of the left side while the right one is done, one buffer per depth. */
  readonly #saved: Uint32Array[] = [];

  /** @param columns item values by feature, as `withoutTinyValue` leaves them; a column that is not there is missing */
  constructor(
    private readonly tree: PlannedTree,
    private readonly columns: readonly (Float64Array | undefined)[],
  ) {
    this.nodes = new ReducedNodes(tree.leafValue.length);
  }

  /** Writes the id of what is left of the tree, for each row from `from` to `to` (exclusive), to `out[row]`. */
  reduce(from: number, to: number, out: Uint32Array): void {
    const size = to - from;
    if (this.#rows.length !== size) {
      this.#rows = new Uint32Array(size);
      this.#saved.length = 0;
    }
    for (let index = 0; index < size; index++) this.#rows[index] = index;
    this.#first = from;
    this.#ids = out.subarray(from, to);
    this.#reduce(this.tree.splits.length === 0 ? ~0 : 0, 0, size, 0);
  }

  #reduce(node: number, from: number, to: number, depth: number): void {
    if (from === to) return;
    const rows = this.#rows;
    const ids = this.#ids;
    if (node < 0) {
      for (let index = from; index < to; index++) ids[rows[index] ?? 0] = ~node;
      return;
    }
    const left = this.tree.leftChild[node] ?? 0;
    const right = this.tree.rightChild[node] ?? 0;
    const condition = this.tree.condition[node] ?? 0;
    if (condition < 0) {
      const middle = this.#partition(node, from, to);
      this.#reduce(left, from, middle, depth);
      this.#reduce(right, middle, to, depth);
      return;
    }
    this.#reduce(left, from, to, depth + 1);
    const saved = (this.#saved[depth] ??= new Uint32Array(rows.length));
    for (let index = from; index < to; index++) {
      const row = rows[index] ?? 0;
      saved[row] = ids[row] ?? 0;
    }
    this.#reduce(right, from, to, depth + 1);
    for (let index = from; index < to; index++) {
      const row = rows[index] ?? 0;
      ids[row] = this.nodes.intern(condition, saved[row] ?? 0, ids[row] ?? 0);
    }
  }

  /** Rows that go left first. @returns where the others begin */
  #partition(node: number, from: number, to: number): number {
    const split = this.tree.splits[node];
    if (split === undefined) throw new RangeError(`node ${node} has no split`);
    const column = this.columns[split.feature] ?? NO_VALUES;
    const rows = this.#rows;
    let middle = from;
    for (let index = from; index < to; index++) {
      const row = rows[index] ?? 0;
      if (!goesLeft(split, column[this.#first + row] ?? NaN)) continue;
      rows[index] = rows[middle] ?? 0;
      rows[middle++] = row;
    }
    return middle;
  }
}
