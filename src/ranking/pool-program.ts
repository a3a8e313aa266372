import type { Classes } from './class-index.js';
import type { TreeClasses } from './pool-classes.js';

/** Classes that fit into a byte, class 0 among them. */
export const NARROW = 256;

/** Up to four trees that are added in one pass; a byte of `ids` per tree, the first one lowest. */
export interface FourTrees {
  readonly kind: 'four';
  readonly trees: readonly Classes[];
  readonly ids: Uint32Array;
}

/** A tree of many classes, or a block that asks about the candidates. */
export interface OneTree {
  readonly kind: 'one';
  readonly tree: Classes;
  readonly crossed: boolean;
  readonly ids: Uint16Array | Uint32Array;
}

export type Step = FourTrees | OneTree;

/** The steps of scoring a pool, in the order of the trees: the order in which LightGBM adds them. */
export class PoolProgram {
  readonly steps: Step[] = [];
  /** The most classes of any one tree. */
  widest = 0;
  #open: { trees: Classes[]; ids: Uint32Array } | undefined;

  add({ classes, crossed, ids }: TreeClasses): void {
    const count = classes.bits.length;
    this.widest = Math.max(this.widest, count);
    if (crossed || count > NARROW) {
      this.#open = undefined;
      this.steps.push({
        kind: 'one',
        tree: classes,
        crossed,
        ids: count > 2 ** 16 ? ids.slice() : Uint16Array.from(ids),
      });
      return;
    }
    const four = (this.#open ??= this.#begin(ids.length));
    place(ids, four.ids, 8 * four.trees.length);
    four.trees.push(classes);
    if (four.trees.length === 4) this.#open = undefined;
  }

  get bytes(): number {
    const arrays = this.steps.flatMap((step) => [
      step.ids,
      ...(step.kind === 'four' ? step.trees : [step.tree]).flatMap(({ bits, blocks, before }) => [
        bits,
        blocks,
        before,
      ]),
    ]);
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  #begin(size: number): { trees: Classes[]; ids: Uint32Array } {
    const four = { kind: 'four' as const, trees: [] as Classes[], ids: new Uint32Array(size) };
    this.steps.push(four);
    return four;
  }
}

function place(ids: Uint32Array, packed: Uint32Array, shift: number): void {
  for (let row = 0; row < ids.length; row++) {
    packed[row] = (packed[row] ?? 0) | ((ids[row] ?? 0) << shift);
  }
}
