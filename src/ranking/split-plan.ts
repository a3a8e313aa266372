import { BLOCK, leafBits, leavesInOrder } from './leaf-blocks.js';
import type { DecisionTree } from './lightgbm-model.js';
import { type ClosingSplit, OpenLeaves } from './open-leaves.js';
import { type Split, splitOf } from './split.js';
import { CategoryAxis, type SplitAxis, ThresholdAxis } from './split-axis.js';

/** When the value of a feature is known: with the pool, with the request, or with the request and per candidate. */
export type SplitScope = 'item' | 'viewer' | 'cross';

/** What the splits of one scope do to the leaves. */
export interface ScopePlan {
  readonly axes: readonly SplitAxis[];
  readonly open: OpenLeaves;
}

/** Leaf values of a block, and a zero behind them: what a block gives whose leaves are all closed. */
export const LEAF_STRIDE = BLOCK + 1;

/** All trees of a model as blocks of up to 32 neighbouring leaves, their splits sorted by when they can be answered. */
export interface SplitPlan extends Readonly<Record<SplitScope, ScopePlan>> {
  /** Number of trees. */
  readonly trees: number;
  /** First block of each tree; one more than trees, for the end. */
  readonly firstBlock: Uint32Array;
  /** Per block, the bits of its leaves. */
  readonly leafBits: Int32Array;
  /** Per block `LEAF_STRIDE` values. */
  readonly leafValues: Float64Array;
}

/** @param scopes one per feature */
export function planSplits(trees: readonly DecisionTree[], scopes: readonly SplitScope[]): SplitPlan {
  const splits = trees.map((tree) => Array.from(tree.splitFeature, (_, node) => splitOf(tree, node)));
  const axes = { item: new Axes(), viewer: new Axes(), cross: new Axes() };
  for (const split of splits.flat()) axes[scopes[split.feature] ?? 'item'].take(split);

  const firstBlock = new Uint32Array(trees.length + 1);
  trees.forEach(({ leafValue }, tree) => {
    firstBlock[tree + 1] = (firstBlock[tree] ?? 0) + Math.ceil(leafValue.length / BLOCK);
  });
  const blocks = firstBlock[trees.length] ?? 0;
  const bits = new Int32Array(blocks);
  const leafValues = new Float64Array(blocks * LEAF_STRIDE);
  const closing = { item: noneOf(blocks), viewer: noneOf(blocks), cross: noneOf(blocks) };
  trees.forEach((tree, index) => {
    const first = firstBlock[index] ?? 0;
    const { order, ranges } = leavesInOrder(tree);
    order.forEach((leaf, place) => {
      const block = first + Math.floor(place / BLOCK);
      leafValues[block * LEAF_STRIDE + (place % BLOCK)] = tree.leafValue[leaf] ?? NaN;
    });
    for (let block = first; block < (firstBlock[index + 1] ?? 0); block++) {
      bits[block] = leafBits(0, order.length, block - first);
    }
    ranges.forEach(({ from, middle, to }, node) => {
      const split = splits[index]?.[node];
      if (split === undefined) return;
      const scope = scopes[split.feature] ?? 'item';
      const axis = axes[scope].indexOf(split);
      for (let block = Math.floor(from / BLOCK); block * BLOCK < to; block++) {
        const groups = closing[scope][first + block];
        const group = groups?.get(axis);
        const closed: ClosingSplit = {
          split,
          closedByLeft: leafBits(middle, to, block),
          closedByRight: leafBits(from, middle, block),
        };
        if (group === undefined) groups?.set(axis, [closed]);
        else group.push(closed);
      }
    });
  });
  const scope = (name: SplitScope): ScopePlan => {
    const made = axes[name].made();
    return { axes: made, open: OpenLeaves.of(made, closing[name]) };
  };
  return {
    trees: trees.length,
    firstBlock,
    leafBits: bits,
    leafValues,
    item: scope('item'),
    viewer: scope('viewer'),
    cross: scope('cross'),
  };
}

function noneOf(blocks: number): Map<number, ClosingSplit[]>[] {
  return Array.from({ length: blocks }, () => new Map<number, ClosingSplit[]>());
}

/** The axes that the splits of one scope need. */
class Axes {
  readonly #splits: Split[][] = [];
  readonly #index = new Map<string, number>();

  take(split: Split): void {
    const key = axisKey(split);
    const index = this.#index.get(key);
    if (index !== undefined) this.#splits[index]?.push(split);
    else this.#index.set(key, this.#splits.push([split]) - 1);
  }

  indexOf(split: Split): number {
    return this.#index.get(axisKey(split)) ?? -1;
  }

  made(): SplitAxis[] {
    return this.#splits.map((splits) => {
      const feature = splits[0]?.feature ?? 0;
      const codes = splits.reduce((most, split) => Math.max(most, split.codes.length), 0) * BLOCK;
      if (codes > 0) return new CategoryAxis(feature, codes);
      const thresholds = new Set(splits.map(({ threshold }) => threshold));
      return new ThresholdAxis(feature, Float64Array.from(thresholds).sort());
    });
  }
}

function axisKey({ feature, codes }: Split): string {
  return `${feature} ${codes.length > 0 ? 'categories' : 'thresholds'}`;
}
