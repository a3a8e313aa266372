import {
  CATEGORICAL,
  type DecisionTree,
  DEFAULT_LEFT,
  type LightgbmModel,
  missingType,
  MissingType,
  ZERO_THRESHOLD,
} from './lightgbm-model.js';

const { abs, floor, trunc } = Math;
const { isNaN } = Number;

/**
 * LightGBM's raw score of one row, the way LightGBM itself computes it: every tree walked from its root, leaf values
 * added in the order of the trees. Slow and plain: the measure of every faster way.
 *
 * @param row one number per feature, NaN when missing
 */
export function walkTrees(model: Pick<LightgbmModel, 'trees'>, row: ArrayLike<number>): number {
  const values = withoutTinyValues(row);
  let sum = 0;
  for (const tree of model.trees) sum += tree.leafValue[walkTree(tree, values)] ?? NaN;
  return sum;
}

/** Values as LightGBM takes them in: what is nearly zero is zero. */
export function withoutTinyValues(row: ArrayLike<number>): Float64Array {
  return Float64Array.from(row, (value) => (abs(value) <= ZERO_THRESHOLD ? 0 : value));
}

/** Index of the leaf where a row ends. */
function walkTree(tree: DecisionTree, values: Float64Array): number {
  let node = tree.splitFeature.length === 0 ? ~0 : 0;
  while (node >= 0) {
    node = nextNode(tree, node, values);
  }
  return ~node;
}

/**
 * The child of a node to which a row goes, as `DecisionTree` names children.
 *
 * @param row as `withoutTinyValues` leaves it
 */
export function nextNode(tree: DecisionTree, node: number, row: Float64Array): number {
  const value = row[tree.splitFeature[node] ?? NaN] ?? NaN;
  const decision = tree.decisionType[node] ?? NaN;
  const left = decision & CATEGORICAL ? isInSet(tree, node, value) : isBelow(tree, node, value);
  return (left ? tree.leftChild : tree.rightChild)[node] ?? NaN;
}

/** LightGBM's `NumericalDecision`. */
function isBelow(tree: DecisionTree, node: number, given: number): boolean {
  const decision = tree.decisionType[node] ?? NaN;
  const missing = missingType(decision);
  const value = isNaN(given) && missing !== MissingType.nan ? 0 : given;
  if (missing === MissingType.zero && abs(value) <= ZERO_THRESHOLD) return (decision & DEFAULT_LEFT) !== 0;
  if (missing === MissingType.nan && isNaN(value)) return (decision & DEFAULT_LEFT) !== 0;
  return value <= (tree.threshold[node] ?? NaN);
}

/** LightGBM's `CategoricalDecision`: the code is the value cut towards zero; what is no code of the set goes right. */
function isInSet(tree: DecisionTree, node: number, value: number): boolean {
  const code = trunc(value);
  if (!(code >= 0)) return false;
  const set = tree.threshold[node] ?? NaN;
  const from = tree.catBoundaries[set] ?? NaN;
  const words = (tree.catBoundaries[set + 1] ?? NaN) - from;
  const word = floor(code / 32);
  if (word >= words) return false;
  return (((tree.catThreshold[from + word] ?? NaN) >>> (code % 32)) & 1) === 1;
}
