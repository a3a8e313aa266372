import { CATEGORICAL, type DecisionTree, DEFAULT_LEFT, missingType, MissingType } from './lightgbm-model.js';

/** One node's question, with the rules for missing values worked out beforehand. */
export interface Split {
  readonly feature: number;
  /** Of a numerical split: the largest value that goes left. */
  readonly threshold: number;
  readonly nanLeft: boolean;
  readonly zeroLeft: boolean;
  /** Bit set of the codes that go left; empty for a numerical split. */
  readonly codes: Uint32Array;
}

const NO_CODES = new Uint32Array(0);

/** The question of a tree's node. */
export function splitOf(tree: DecisionTree, node: number): Split {
  const feature = tree.splitFeature[node] ?? 0;
  const threshold = tree.threshold[node] ?? NaN;
  const decision = tree.decisionType[node] ?? 0;
  if (decision & CATEGORICAL) {
    const codes = tree.catThreshold.subarray(
      tree.catBoundaries[threshold],
      tree.catBoundaries[threshold + 1],
    );
    return { feature, threshold: NaN, nanLeft: false, zeroLeft: ((codes[0] ?? 0) & 1) === 1, codes };
  }
  const missing = missingType(decision);
  const missingLeft = (decision & DEFAULT_LEFT) !== 0;
  const zeroLeft = missing === MissingType.zero ? missingLeft : threshold >= 0;
  return {
    feature,
    threshold,
    nanLeft: missing === MissingType.nan ? missingLeft : zeroLeft,
    zeroLeft,
    codes: NO_CODES,
  };
}
