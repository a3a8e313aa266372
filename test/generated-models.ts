import fc from 'fast-check';

import type { DecisionTree } from '../src/ranking/lightgbm-model.js';

/** A value of a feature as it may come out of a store: missing, extreme, nearly zero, or a small code. */
export const featureValue: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -3, max: 40 }) },
  { weight: 2, arbitrary: fc.double({ min: -3, max: 3, noNaN: true }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      NaN,
      Infinity,
      -Infinity,
      0,
      -0,
      1e-36,
      -1e-36,
      1e-35,
      1.1e-35,
      2 ** 31,
      1e300,
    ),
  },
);

const threshold = fc.oneof(
  fc.integer({ min: -3, max: 6 }),
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.constantFrom(Infinity, -Infinity, 1.0000000180025095e-35, -1.0000000180025095e-35, 0, -0),
);

interface GeneratedSplit {
  readonly feature: number;
  readonly threshold: number;
  readonly decisionType: number;
  readonly words: readonly number[];
  /** Which open place of the tree the split takes, modulo their number. */
  readonly place: number;
}

function split(features: number): fc.Arbitrary<GeneratedSplit> {
  const common = { feature: fc.nat(features - 1), place: fc.nat(1000) };
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        ...common,
        threshold,
        decisionType: fc.constantFrom(0, 2, 4, 6, 8, 10),
        words: fc.constant([]),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        ...common,
        threshold: fc.constant(0),
        decisionType: fc.constantFrom(1, 9),
        words: fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 2 }),
      }),
    },
  );
}

/** Trees of any shape up to so many leaves: splits are put one after another into a leaf of the tree so far. */
export function decisionTree(features: number, leaves = 20): fc.Arbitrary<DecisionTree> {
  const leaf = fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom(0, -0, 1e-300, 0.1));
  return fc
    .tuple(
      fc.array(split(features), { maxLength: leaves - 1, size: 'max' }),
      fc.array(leaf, { minLength: leaves, maxLength: leaves }),
    )
    .map(([splits, values]) => grow(splits, values));
}

function grow(splits: readonly GeneratedSplit[], leaves: readonly number[]): DecisionTree {
  const left = new Int32Array(splits.length);
  const right = new Int32Array(splits.length);
  const thresholds = new Float64Array(splits.length);
  const boundaries = [0];
  const words: number[] = [];
  const open: { children: Int32Array; node: number }[] = [];
  splits.forEach((next, node) => {
    const [taken] = node === 0 ? [] : open.splice(next.place % open.length, 1);
    if (taken !== undefined) taken.children[taken.node] = node;
    open.push({ children: left, node }, { children: right, node });
    thresholds[node] = next.threshold;
    if (next.words.length === 0) return;
    thresholds[node] = boundaries.length - 1;
    words.push(...next.words);
    boundaries.push(words.length);
  });
  open.forEach(({ children, node }, index) => (children[node] = ~index));
  return {
    splitFeature: Int32Array.from(splits, (one) => one.feature),
    threshold: thresholds,
    decisionType: Uint8Array.from(splits, (one) => one.decisionType),
    leftChild: left,
    rightChild: right,
    leafValue: Float64Array.from(leaves.slice(0, splits.length + 1)),
    catBoundaries: Int32Array.from(boundaries),
    catThreshold: Uint32Array.from(words),
  };
}

/** A model's text as LightGBM writes it, with what a case needs put in place of the usual. */
export function modelText(
  trees: readonly DecisionTree[],
  features: readonly string[],
  more: { header?: Record<string, string>; tail?: string; tree?: Record<string, string> } = {},
): string {
  const blocks = trees.map((tree, index) => {
    const lines = {
      num_leaves: String(tree.leafValue.length),
      num_cat: String(tree.catBoundaries.length - 1),
      ...(tree.splitFeature.length === 0
        ? {}
        : {
            split_feature: tree.splitFeature.join(' '),
            threshold: Array.from(tree.threshold, number).join(' '),
            decision_type: tree.decisionType.join(' '),
            left_child: tree.leftChild.join(' '),
            right_child: tree.rightChild.join(' '),
          }),
      leaf_value: Array.from(tree.leafValue, number).join(' '),
      ...(tree.catBoundaries.length > 1
        ? { cat_boundaries: tree.catBoundaries.join(' '), cat_threshold: tree.catThreshold.join(' ') }
        : {}),
      is_linear: '0',
      shrinkage: '1',
      ...more.tree,
    };
    return `Tree=${index}\n${keyValues(lines)}\n\n`;
  });
  const header = {
    version: 'v4',
    num_class: '1',
    num_tree_per_iteration: '1',
    label_index: '0',
    max_feature_idx: String(features.length - 1),
    objective: 'binary sigmoid:1',
    feature_names: features.join(' '),
    feature_infos: features.map(() => '[-3:40]').join(' '),
    tree_sizes: blocks.map((block) => Buffer.byteLength(block)).join(' '),
    ...more.header,
  };
  const tail = more.tail ?? 'pandas_categorical:null\n';
  return `tree\n${keyValues(header)}\n${blocks.join('')}end of trees\n\nfeature_importances:\n\nparameters:\n[boosting: gbdt]\n\nend of parameters\n\n${tail}`;
}

function keyValues(lines: Record<string, string>): string {
  return Object.entries(lines)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

function number(value: number): string {
  if (Math.abs(value) === Infinity) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}
