import type { DecisionTree } from './lightgbm-model.js';
import { type Split, splitKey, splitOf } from './split.js';

/** When the value of a feature is known: with the pool, with the request, or with the request and per candidate. */
export type SplitScope = 'item' | 'viewer' | 'cross';

/** A tree whose splits are sorted by when they can be answered. */
export interface PlannedTree {
  /** One per node; children as in `DecisionTree`. */
  readonly splits: readonly Split[];
  /** One per node: index of the split in `SplitPlan.conditions`, -1 where it is the item's. */
  readonly condition: Int32Array;
  readonly leftChild: Int32Array;
  readonly rightChild: Int32Array;
  readonly leafValue: Float64Array;
}

/** All trees of a model, and every question that is left for the request, once each. */
export interface SplitPlan {
  readonly trees: readonly PlannedTree[];
  /** Those of the viewer first, then those of viewer and candidate together. */
  readonly conditions: readonly Split[];
  /** How many of `conditions` are the viewer's alone. */
  readonly viewerConditions: number;
  /** Features that the other conditions ask. */
  readonly crossFeatures: readonly number[];
}

/** @param scopes one per feature */
export function planSplits(trees: readonly DecisionTree[], scopes: readonly SplitScope[]): SplitPlan {
  const splits = trees.map((tree) => Array.from(tree.splitFeature, (_, node) => splitOf(tree, node)));
  const viewer = distinct(splits.flat().filter((split) => scopes[split.feature] === 'viewer'));
  const cross = distinct(splits.flat().filter((split) => scopes[split.feature] === 'cross'));
  const conditions = [...viewer.values(), ...cross.values()];
  const indices = new Map([...viewer.keys(), ...cross.keys()].map((key, index) => [key, index]));
  return {
    trees: trees.map(({ leftChild, rightChild, leafValue }, index) => ({
      splits: splits[index] ?? [],
      condition: Int32Array.from(splits[index] ?? [], (split) =>
        scopes[split.feature] === 'item' ? -1 : (indices.get(splitKey(split)) ?? -1),
      ),
      leftChild,
      rightChild,
      leafValue,
    })),
    conditions,
    viewerConditions: viewer.size,
    crossFeatures: [...new Set([...cross.values()].map(({ feature }) => feature))],
  };
}

function distinct(splits: readonly Split[]): Map<string, Split> {
  return new Map(splits.map((split) => [splitKey(split), split]));
}
