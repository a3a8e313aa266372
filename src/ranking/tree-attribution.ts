import { gaussLegendre, type Quadrature } from './gauss-legendre.js';
import type { DecisionTree, LightgbmModel, RowCounts } from './lightgbm-model.js';
import { nextNode, withoutTinyValues } from './tree-walk.js';
import { Turns } from './turns.js';

/**
 * What each feature adds to a raw score: the exact Shapley values of path-dependent TreeSHAP (Lundberg et al., "From
 * local explanations to global understanding with explainable AI for trees", 2020), those of LightGBM's `pred_contrib`.
 * A feature that is not known follows both branches of a split, by the share of the training's rows that took each.
 * Together with the expected value the contributions give the raw score.
 *
 * A Shapley value is an integral from 0 to 1 (Owen, "Multilinear extensions of games", 1972): over y, the chance that
 * any other feature is known. In a leaf it is of a polynomial, one factor per feature of the leaf's path: `share` of
 * the rows where the feature is not known, and 0 or 1 where it is. Gauss–Legendre quadrature takes it without error but
 * for rounding, in one pass over each tree, and without the divisions that lose digits where paths are long.
 */
export class TreeAttribution {
  /** Mean raw score of the training's rows. */
  readonly expectedValue: number;
  readonly #trees: readonly CountedTree[];
  readonly #room: number;

  private constructor(trees: readonly DecisionTree[], counted: readonly CountedTree[], room: number) {
    this.#trees = counted;
    this.#room = room;
    const single = trees.filter(({ splitFeature }) => splitFeature.length === 0);
    this.expectedValue =
      single.reduce((sum, { leafValue }) => sum + (leafValue[0] ?? NaN), 0) +
      counted.reduce((sum, tree) => sum + meanLeaf(tree), 0);
  }

  /** @returns the reason, as text, where the model's trees do not say how many rows took which branch */
  static of({
    trees,
    featureNames,
  }: Pick<LightgbmModel, 'trees' | 'featureNames'>): TreeAttribution | string {
    const counted: CountedTree[] = [];
    const quadratures = new Map<number, Quadrature>();
    let room = 0;
    for (const [index, tree] of trees.entries()) {
      if (tree.splitFeature.length === 0) continue;
      const { counts } = tree;
      if (counts === undefined) {
        return `tree ${index} has no \`leaf_count\` and \`internal_count\`, which attributions rest on`;
      }
      if (!addsUp(tree, counts)) {
        return `the \`leaf_count\` and \`internal_count\` of tree ${index} do not add up, and attributions rest on them`;
      }
      const points = Math.ceil(featuresOnPath(tree, featureNames.length) / 2);
      const quadrature = quadratures.get(points) ?? gaussLegendre(points);
      quadratures.set(points, quadrature);
      counted.push({ tree, counts, quadrature });
      room = Math.max(room, points * (depthOf(tree) + 1));
    }
    return new TreeAttribution(trees, counted, room);
  }

  /**
   * Yields to the event loop every few milliseconds.
   *
   * @param row one number per feature, NaN when missing
   * @returns one contribution per feature, in the unit of the raw score
   */
  async contributions(row: ArrayLike<number>): Promise<Float64Array> {
    const turns = new Turns();
    const pass = new TreePass(withoutTinyValues(row), this.#room);
    for (const tree of this.#trees) {
      pass.add(tree);
      if (turns.over) await turns.next();
    }
    return pass.contributions;
  }
}

interface CountedTree {
  readonly tree: DecisionTree;
  readonly counts: RowCounts;
  readonly quadrature: Quadrature;
}

/**
 * The passes over the trees for one row. On the way down `products` has, per point y, the product of the factors of all
 * features on the path: y·known + (1 − y)·share. On the way up `sums` has the leaves below, each times its product. At
 * each edge a feature's factor changes, and with it the derivative by which the leaves below count for the feature.
 */
class TreePass {
  readonly contributions: Float64Array;
  readonly #products: Float64Array;
  readonly #sums: Float64Array;
  /** Per feature: the product of the shares of rows of its edges on the path. */
  readonly #share: Float64Array;
  /** Per feature: 1 while the row itself takes all of its edges on the path. */
  readonly #known: Uint8Array;

  /** @param room most points × levels of a tree */
  constructor(
    private readonly row: Float64Array,
    room: number,
  ) {
    this.contributions = new Float64Array(row.length);
    this.#products = new Float64Array(room);
    this.#sums = new Float64Array(room);
    this.#share = new Float64Array(row.length).fill(1);
    this.#known = new Uint8Array(row.length).fill(1);
  }

  add(counted: CountedTree): void {
    this.#products.fill(1, 0, counted.quadrature.points.length);
    this.#visit(counted, 0, 0);
  }

  #visit(counted: CountedTree, node: number, at: number): void {
    const { tree, quadrature } = counted;
    const end = at + quadrature.points.length;
    if (node < 0) {
      const value = tree.leafValue[~node] ?? NaN;
      for (let i = at; i < end; i++) this.#sums[i] = value * (this.#products[i] ?? NaN);
      return;
    }
    const taken = nextNode(tree, node, this.row);
    this.#sums.fill(0, at, end);
    this.#descend(counted, node, tree.leftChild[node] ?? NaN, taken, at);
    this.#descend(counted, node, tree.rightChild[node] ?? NaN, taken, at);
  }

  #descend(counted: CountedTree, node: number, child: number, taken: number, at: number): void {
    const { tree, counts, quadrature } = counted;
    const { points, weights } = quadrature;
    const products = this.#products;
    const sums = this.#sums;
    const feature = tree.splitFeature[node] ?? NaN;
    const part = rowsOf(counts, child) / rowsOf(counts, node);
    const share = this.#share[feature] ?? NaN;
    const known = this.#known[feature] ?? NaN;
    const nextShare = share * part;
    const nextKnown = child === taken ? known : 0;
    const next = at + points.length;

    for (let i = 0; i < points.length; i++) {
      const y = points[i] ?? NaN;
      const change = known === 0 ? part : factor(y, nextKnown, nextShare) / factor(y, 1, share);
      products[next + i] = (products[at + i] ?? NaN) * change;
    }
    this.#share[feature] = nextShare;
    this.#known[feature] = nextKnown;
    this.#visit(counted, child, next);
    this.#share[feature] = share;
    this.#known[feature] = known;

    let contribution = 0;
    for (let i = 0; i < points.length; i++) {
      const below = sums[next + i] ?? NaN;
      sums[at + i] = (sums[at + i] ?? NaN) + below;
      if (known === 0) continue;
      const y = points[i] ?? NaN;
      contribution += (weights[i] ?? NaN) * below * (slope(y, nextKnown, nextShare) - slope(y, 1, share));
    }
    this.contributions[feature] = (this.contributions[feature] ?? NaN) + contribution;
  }
}

function factor(y: number, known: number, share: number): number {
  return y * known + (1 - y) * share;
}

/** The factor's derivative to `known` by its logarithm, (known − share) / factor: what a product times it counts for. */
function slope(y: number, known: number, share: number): number {
  return known === 1 ? (1 - share) / factor(y, 1, share) : -1 / (1 - y);
}

function rowsOf({ nodes, leaves }: RowCounts, child: number): number {
  return (child < 0 ? leaves[~child] : nodes[child]) ?? NaN;
}

function meanLeaf({ tree, counts }: CountedTree): number {
  const rows = rowsOf(counts, 0);
  return tree.leafValue.reduce((sum, value, leaf) => sum + ((counts.leaves[leaf] ?? NaN) / rows) * value, 0);
}

/** Whether the rows of each node are those of its children. */
function addsUp({ leftChild, rightChild }: DecisionTree, counts: RowCounts): boolean {
  return counts.nodes.every(
    (rows, node) =>
      rows > 0 && rows === rowsOf(counts, leftChild[node] ?? NaN) + rowsOf(counts, rightChild[node] ?? NaN),
  );
}

function depthOf(tree: DecisionTree, node = 0): number {
  if (node < 0) return 0;
  return (
    1 + Math.max(depthOf(tree, tree.leftChild[node] ?? NaN), depthOf(tree, tree.rightChild[node] ?? NaN))
  );
}

/** Most different features that are asked from the root to a leaf. */
function featuresOnPath(tree: DecisionTree, featureCount: number): number {
  const asked = new Uint16Array(featureCount);
  const visit = (node: number): number => {
    if (node < 0) return 0;
    const feature = tree.splitFeature[node] ?? NaN;
    const first = asked[feature] === 0 ? 1 : 0;
    asked[feature] = (asked[feature] ?? 0) + 1;
    const below = Math.max(visit(tree.leftChild[node] ?? NaN), visit(tree.rightChild[node] ?? NaN));
    asked[feature] -= 1;
    return first + below;
  };
  return visit(0);
}
