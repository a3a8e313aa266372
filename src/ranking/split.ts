import {
  CATEGORICAL,
  type DecisionTree,
  DEFAULT_LEFT,
  missingType,
  MissingType,
  ZERO_THRESHOLD,
} from './lightgbm-model.js';

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

/** @param value as `withoutTinyValue` leaves it */
export function goesLeft(split: Split, value: number): boolean {
  if (value !== value) return split.nanLeft;
  if (value === 0) return split.zeroLeft;
  const { codes } = split;
  if (codes.length === 0) return value <= split.threshold;
  // Codes are cut towards zero: -0.5 is code 0.
  if (!(value > -1 && value < codes.length * 32)) return false;
  const code = value | 0;
  return (((codes[code >> 5] ?? 0) >>> (code & 31)) & 1) === 1;
}

/** A value as LightGBM takes it in: what is nearly zero is zero. */
export function withoutTinyValue(value: number): number {
  return value >= -ZERO_THRESHOLD && value <= ZERO_THRESHOLD ? 0 : value;
}

/** Whether two questions are the same one. */
export function splitKey({ feature, threshold, nanLeft, zeroLeft, codes }: Split): string {
  return `${feature} ${threshold} ${String(nanLeft)} ${String(zeroLeft)} ${codes.join(',')}`;
}
