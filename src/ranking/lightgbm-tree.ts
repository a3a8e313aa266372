import { CATEGORICAL, type DecisionTree, missingType, type RowCounts } from './lightgbm-model.js';
import type { LightgbmSection } from './lightgbm-section.js';

const MAX_LEAVES = 131_072;
const MAX_DEPTH = 1_000;
const MAX_WORD = 2 ** 32 - 1;
const MAX_ROWS = 2 ** 31 - 1;

/**
 * Reads one tree and checks that it is one: lengths agree, every node and leaf is reached exactly once, every split
 * asks a feature and a set of categories that exist.
 *
 * @throws ModelFileError
 */
export function parseTree(section: LightgbmSection, featureCount: number): DecisionTree {
  if (section.has('is_linear') && section.integer('is_linear', 0, 1) === 1) {
    section.fail('linear trees (linear_tree=true) are not supported', 'is_linear');
  }
  const leaves = section.integer('num_leaves', 1, MAX_LEAVES);
  const nodes = leaves - 1;
  const sets = section.integer('num_cat', 0, nodes);
  const leafValue = section.numbers('leaf_value', leaves);
  if (nodes === 0) return { ...NO_SPLITS, leafValue };

  const tree: DecisionTree = {
    splitFeature: Int32Array.from(section.integers('split_feature', 0, featureCount - 1, nodes)),
    threshold: section.bounds('threshold', nodes),
    decisionType: Uint8Array.from(section.integers('decision_type', 0, 255, nodes)),
    leftChild: Int32Array.from(section.integers('left_child', -leaves, nodes - 1, nodes)),
    rightChild: Int32Array.from(section.integers('right_child', -leaves, nodes - 1, nodes)),
    leafValue,
    ...(sets === 0 ? NO_SETS : parseSets(section, sets)),
    ...(section.has('leaf_count') && section.has('internal_count')
      ? { counts: parseCounts(section, nodes) }
      : {}),
  };
  checkDecisions(section, tree, sets);
  checkShape(section, tree);
  return tree;
}

const NO_SETS = { catBoundaries: Int32Array.of(0), catThreshold: new Uint32Array(0) };

const NO_SPLITS = {
  splitFeature: new Int32Array(0),
  threshold: new Float64Array(0),
  decisionType: new Uint8Array(0),
  leftChild: new Int32Array(0),
  rightChild: new Int32Array(0),
  ...NO_SETS,
};

function parseCounts(section: LightgbmSection, nodes: number): RowCounts {
  return {
    nodes: Int32Array.from(section.integers('internal_count', 0, MAX_ROWS, nodes)),
    leaves: Int32Array.from(section.integers('leaf_count', 0, MAX_ROWS, nodes + 1)),
  };
}

function parseSets(section: LightgbmSection, sets: number): typeof NO_SETS {
  const words = section.integers('cat_threshold', 0, MAX_WORD);
  const boundaries = section.integers('cat_boundaries', 0, words.length, sets + 1);
  if (boundaries[0] !== 0 || boundaries[sets] !== words.length) {
    section.fail('`cat_boundaries` and `cat_threshold` do not fit together', 'cat_boundaries');
  }
  if (boundaries.some((end, index) => index > 0 && end <= (boundaries[index - 1] ?? 0))) {
    section.fail('`cat_boundaries` do not ascend', 'cat_boundaries');
  }
  return { catBoundaries: Int32Array.from(boundaries), catThreshold: Uint32Array.from(words) };
}

function checkDecisions(section: LightgbmSection, tree: DecisionTree, sets: number): void {
  tree.decisionType.forEach((decision, node) => {
    if (decision > 15 || missingType(decision) === 3) {
      section.fail(`the decision type ${decision} is not known`, 'decision_type');
    }
    const set = tree.threshold[node] ?? NaN;
    if (decision & CATEGORICAL && !(Number.isInteger(set) && set >= 0 && set < sets)) {
      section.fail(`the categorical split of node ${node} has no set of categories`, 'threshold');
    }
  });
}

function checkShape(section: LightgbmSection, tree: DecisionTree): void {
  const nodes = tree.leftChild.length;
  const reachedNodes = new Uint8Array(nodes);
  const reachedLeaves = new Uint8Array(nodes + 1);
  const open: [child: number, depth: number][] = [[0, 1]];
  let reached = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [child, depth] = next;
    const seen = child >= 0 ? reachedNodes : reachedLeaves;
    const index = child >= 0 ? child : ~child;
    if (seen[index] !== 0) {
      section.fail(
        `${child >= 0 ? 'node' : 'leaf'} ${index} is the child of two nodes, or of itself`,
        'left_child',
      );
    }
    seen[index] = 1;
    reached += 1;
    if (child < 0) continue;
    if (depth > MAX_DEPTH) section.fail(`is deeper than ${MAX_DEPTH} splits`);
    open.push([tree.rightChild[child] ?? 0, depth + 1], [tree.leftChild[child] ?? 0, depth + 1]);
  }
  if (reached !== 2 * nodes + 1) {
    section.fail(`${2 * nodes + 1 - reached} nodes or leaves cannot be reached from the root`, 'left_child');
  }
}
