import type { Objective } from './lightgbm-objective.js';

/**
 * One tree in LightGBM's own layout: node `i` asks `splitFeature[i]`; a child `>= 0` is a node, a child `< 0` is leaf
 * `~child`. Node 0 is the root; a tree of a single leaf has no nodes. Every node and leaf is reached exactly once.
 */
export interface DecisionTree {
  readonly splitFeature: Int32Array;
  /** Of a numerical split: the largest value that goes left. Of a categorical one: which of `catBoundaries` is meant. */
  readonly threshold: Float64Array;
  /** Bit 0: categorical. Bit 1: missing values go left. Bits 2 and 3: a `MissingType`. */
  readonly decisionType: Uint8Array;
  readonly leftChild: Int32Array;
  readonly rightChild: Int32Array;
  /** One per leaf, at least one. */
  readonly leafValue: Float64Array;
  /** Categorical split `c` has the words `catBoundaries[c]` to `catBoundaries[c + 1]` (exclusive) of `catThreshold`. */
  readonly catBoundaries: Int32Array;
  /** Bit sets of the category codes that go left. */
  readonly catThreshold: Uint32Array;
  /** Absent where the file has none, and in a tree of a single leaf. */
  readonly counts?: RowCounts;
}

/** How many rows of the training came through each node and ended in each leaf. */
export interface RowCounts {
  readonly nodes: Int32Array;
  readonly leaves: Int32Array;
}

export const CATEGORICAL = 1;
export const DEFAULT_LEFT = 2;

/** Which values count as missing in a numerical split. */
export const MissingType = { none: 0, zero: 1, nan: 2 } as const;

export function missingType(decisionType: number): number {
  return (decisionType >> 2) & 3;
}

/** Values this near to zero are zero to LightGBM: its `kZeroThreshold`, a float. */
export const ZERO_THRESHOLD = Math.fround(1e-35);

/** What the training data held of a feature. */
export type FeatureInfo =
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'category'; readonly codes: readonly number[] }
  /** Constant in training: no split asks it. */
  | { readonly kind: 'unused' };

export interface LightgbmModel {
  /** The file's name, for messages. */
  readonly file: string;
  readonly featureNames: readonly string[];
  /** One per feature. */
  readonly featureInfos: readonly FeatureInfo[];
  /** Indices of the features that were trained as categorical, ascending. */
  readonly categorical: readonly number[];
  /**
   * Categories of the data frame's categorical columns in their order, each in the order of its codes, spelled as in
   * the file; `null` when the model was not trained on a data frame.
   */
  readonly pandasCategorical: readonly (readonly string[])[] | null;
  readonly objective: Objective;
  /** Random forest: the output is of the mean over the trees, not of their sum. */
  readonly averageOutput: boolean;
  readonly trees: readonly DecisionTree[];
}
