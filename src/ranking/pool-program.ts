import type { Classes } from './class-index.js';
import type { TreeClasses } from './pool-classes.js';

/** Classes that fit into a byte, class 0 among them. */
export const NARROW = 256;

/** Trees that are added in one pass. */
export interface Step {
  /** Up to four; one where it has more than `NARROW` classes. */
  readonly trees: readonly Classes[];
  /** Whether features of viewer and candidate together close leaves of them; then each is a single block. */
  readonly crossed: boolean;
  /** Per candidate: a byte per tree, the first one lowest. */
  readonly packed?: Uint32Array;
  /** Per candidate: the class of the one tree. */
  readonly wide?: Uint16Array | Uint32Array;
}

/** The steps of scoring a pool, in the order of the trees: the order in which LightGBM adds them. */
export class PoolProgram {
  readonly steps: Step[] = [];
  #open: { trees: Classes[]; crossed: boolean; packed: Uint32Array } | undefined;

  add({ classes, crossed, ids }: TreeClasses): void {
    const count = classes.bits.length;
    if (count > NARROW) {
      this.#open = undefined;
      const wide = count > 2 ** 16 ? ids.slice() : Uint16Array.from(ids);
      this.steps.push({ trees: [classes], crossed, wide });
      return;
    }
    if (this.#open?.crossed !== crossed || this.#open.trees.length === 4) {
      this.#open = { trees: [], crossed, packed: new Uint32Array(ids.length) };
      this.steps.push(this.#open);
    }
    place(ids, this.#open.packed, 8 * this.#open.trees.length);
    this.#open.trees.push(classes);
  }

  /** The most classes that a step of the kind has in all its trees. */
  widest(crossed: boolean): number {
    return this.steps
      .filter((step) => step.crossed === crossed)
      .reduce((most, { trees }) => Math.max(most, classesOf(trees)), 0);
  }

  get bytes(): number {
    const arrays = this.steps.flatMap(({ trees, packed, wide }) => [
      ...trees.flatMap(({ bits, blocks, before }) => [bits, blocks, before]),
      packed ?? wide,
    ]);
    return arrays.reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);
  }
}

export function classesOf(trees: readonly Classes[]): number {
  return trees.reduce((sum, { bits }) => sum + bits.length, 0);
}

function place(ids: Uint32Array, packed: Uint32Array, shift: number): void {
  for (let row = 0; row < ids.length; row++) {
    packed[row] = (packed[row] ?? 0) | ((ids[row] ?? 0) << shift);
  }
}
