import type { IdColumn, ReducedTree } from './reduced-pool.js';
import { goesLeft, withoutTinyValue } from './split.js';
import type { SplitPlan } from './split-plan.js';

/** How a tree of a pool is scored. */
export const TreeLane = {
  /** A table per request, over what is left of the tree. */
  table: 0,
  /** A table per distinct value of the cross features. */
  cross: 1,
  /** More is left of the tree than walking it costs. */
  walk: 2,
} as const;

/** Nodes per candidate above which a walk is cheaper than a table. */
const NODES_PER_CANDIDATE = 4;

/**
 * What is left of all trees for one pool, in flat arrays: tree after tree a slab of ids, its leaves and then its nodes
 * with children before parents, so that one pass over a tree's nodes finds the leaf value of every id.
 */
export class PoolProgram {
  constructor(
    /** One `TreeLane` per tree. */
    readonly lanes: Uint8Array,
    readonly asksCandidates: boolean,
    /** Where the slab of a tree begins, and where the nodes in it do. One more than trees, for the end. */
    private readonly slabs: Uint32Array,
    private readonly firstNodes: Uint32Array,
    /** Conditions of the nodes, tree after tree; `nodes` says where those of a tree begin. */
    private readonly nodes: Uint32Array,
    private readonly conditions: Uint32Array,
    /** Two places in the table per node: where the answer is no, where it is yes. */
    private readonly children: Uint32Array,
    /** A leaf value per id, as many copies as there are tables; those of nodes are of the last request. */
    private readonly values: Float64Array,
    private readonly ids: readonly IdColumn[],
    readonly tableSize: number,
  ) {}

  get bytes(): number {
    const arrays = [
      this.lanes,
      this.slabs,
      this.firstNodes,
      this.nodes,
      this.conditions,
      this.children,
      this.values,
    ];
    return [...arrays, ...this.ids].reduce((sum, array) => sum + array.byteLength, 0);
  }

  /**
   * Finds the leaf value of every id of the trees of one lane.
   *
   * @param answers 1 or 0 per condition
   */
  fill(lane: number, table: number, answers: Uint8Array): void {
    const { values, conditions, children, tableSize } = this;
    const offset = table * tableSize;
    for (let tree = 0; tree < this.lanes.length; tree++) {
      if (this.lanes[tree] !== lane) continue;
      const last = this.nodes[tree + 1] ?? 0;
      let place = offset + (this.firstNodes[tree] ?? 0);
      for (let node = this.nodes[tree] ?? 0; node < last; node++) {
        const answer = answers[conditions[node] ?? 0] ?? 0;
        values[place++] = values[offset + (children[2 * node + answer] ?? 0)] ?? NaN;
      }
    }
  }

  /** Adds the tree's value to every candidate's score. */
  add(tree: number, out: Float64Array): void {
    addEntries(this.ids[tree] ?? NO_IDS, this.values, this.slabs[tree] ?? 0, out);
  }

  /** The same, from the table that begins at `tableOf[candidate]`. */
  addFrom(tree: number, tableOf: Uint32Array, out: Float64Array): void {
    const { values } = this;
    const ids = this.ids[tree] ?? NO_IDS;
    const slab = this.slabs[tree] ?? 0;
    for (let row = 0; row < ids.length; row++) {
      out[row] = (out[row] ?? NaN) + (values[(tableOf[row] ?? 0) + slab + (ids[row] ?? 0)] ?? NaN);
    }
  }

  /**
   * The same, by walking what is left of the tree for each candidate.
   *
   * @param answers 1 or 0 per condition of the viewer
   * @param cross per-candidate values by feature
   */
  addWalking(
    tree: number,
    { conditions: splits, viewerConditions }: SplitPlan,
    answers: Uint8Array,
    cross: readonly (Float64Array | undefined)[],
    out: Float64Array,
  ): void {
    const { conditions, children, values } = this;
    const ids = this.ids[tree] ?? NO_IDS;
    const slab = this.slabs[tree] ?? 0;
    const firstNode = this.firstNodes[tree] ?? 0;
    const nodes = this.nodes[tree] ?? 0;
    for (let row = 0; row < ids.length; row++) {
      let place = slab + (ids[row] ?? 0);
      while (place >= firstNode) {
        const node = nodes + place - firstNode;
        const condition = conditions[node] ?? 0;
        let answer = 0;
        if (condition < viewerConditions) {
          answer = answers[condition] ?? 0;
        } else {
          const split = splits[condition];
          if (split === undefined) break;
          const column = cross[split.feature] ?? NO_VALUES;
          if (goesLeft(split, withoutTinyValue(column[row] ?? NaN))) answer = 1;
        }
        place = children[2 * node + answer] ?? 0;
      }
      out[row] = (out[row] ?? NaN) + (values[place] ?? NaN);
    }
  }
}

const NO_VALUES = new Float64Array(0);
const NO_IDS = new Uint8Array(0);

function addEntries(ids: IdColumn, values: Float64Array, slab: number, out: Float64Array): void {
  for (let row = 0; row < ids.length; row++) {
    out[row] = (out[row] ?? NaN) + (values[slab + (ids[row] ?? 0)] ?? NaN);
  }
}

/** @param tables how many tables there are to be where trees ask about the candidates */
export function layOut(
  plan: SplitPlan,
  trees: readonly ReducedTree[],
  size: number,
  tables: number,
): PoolProgram {
  const count = trees.length;
  const lanes = new Uint8Array(count);
  const slabs = new Uint32Array(count + 1);
  const firstNodes = new Uint32Array(count + 1);
  const nodes = new Uint32Array(count + 1);
  trees.forEach(({ nodes: left }, tree) => {
    const cross = left.conditions.some((condition) => condition >= plan.viewerConditions);
    const walk = left.conditions.length > size * NODES_PER_CANDIDATE;
    lanes[tree] = walk ? TreeLane.walk : cross ? TreeLane.cross : TreeLane.table;
    firstNodes[tree] = (slabs[tree] ?? 0) + left.leafCount;
    slabs[tree + 1] = (firstNodes[tree] ?? 0) + left.conditions.length;
    nodes[tree + 1] = (nodes[tree] ?? 0) + left.conditions.length;
  });
  const tableSize = slabs[count] ?? 0;
  const asksCandidates = lanes.includes(TreeLane.cross);
  const conditions = new Uint32Array(nodes[count] ?? 0);
  const children = new Uint32Array(conditions.length * 2);
  const values = new Float64Array(tableSize * (asksCandidates ? tables : 1));
  trees.forEach(({ nodes: left }, tree) => {
    const slab = slabs[tree] ?? 0;
    let place = nodes[tree] ?? 0;
    left.conditions.forEach((condition, node) => {
      conditions[place] = condition;
      children[2 * place] = slab + (left.right[node] ?? 0);
      children[2 * place + 1] = slab + (left.left[node] ?? 0);
      place += 1;
    });
    const leaves = plan.trees[tree]?.leafValue ?? new Float64Array(0);
    for (let start = slab; start < values.length; start += tableSize) values.set(leaves, start);
  });
  const ids = trees.map((tree) => tree.ids);
  return new PoolProgram(
    lanes,
    asksCandidates,
    slabs,
    firstNodes,
    nodes,
    conditions,
    children,
    values,
    ids,
    tableSize,
  );
}
