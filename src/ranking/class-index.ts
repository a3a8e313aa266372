const EMPTY = -1;
const NONE = new Uint32Array(0);
const { imul } = Math;

/**
 * Numbers what rows can have open of a few blocks of leaves, each once, from 1. A class is the open leaves of a block
 * and the class of the blocks before it; class 0 has no leaf open at all.
 */
export class ClassIndex {
  #slots = new Int32Array(256).fill(EMPTY);
  readonly #bits: number[] = [0];
  readonly #blocks: number[] = [0];
  readonly #before: number[] = [0];

  /** How many classes there are, class 0 among them. */
  get size(): number {
    return this.#bits.length;
  }

  /** @param bits open leaves of the block, at least one */
  classOf(before: number, block: number, bits: number): number {
    let slot = this.#slot(before, bits);
    for (;;) {
      const found = this.#slots[slot] ?? EMPTY;
      if (found === EMPTY) return this.#insert(slot, before, block, bits);
      if (this.#bits[found] === bits && this.#before[found] === before && this.#blocks[found] === block) {
        return found;
      }
      slot = (slot + 1) & (this.#slots.length - 1);
    }
  }

  /** All classes so far; then begins anew. */
  take(): Classes {
    const block = this.#blocks[1] ?? 0;
    const alone = this.#blocks.every((own, id) => id === 0 || own === block);
    const classes = {
      bits: Int32Array.from(this.#bits),
      block,
      blocks: alone ? NONE : Uint32Array.from(this.#blocks),
      before: alone ? NONE : Uint32Array.from(this.#before),
    };
    this.#slots.fill(EMPTY);
    this.#bits.length = this.#blocks.length = this.#before.length = 1;
    return classes;
  }

  #insert(slot: number, before: number, block: number, bits: number): number {
    const id = this.#bits.length;
    this.#slots[slot] = id;
    this.#bits.push(bits);
    this.#blocks.push(block);
    this.#before.push(before);
    if (id * 2 > this.#slots.length) this.#grow();
    return id;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(EMPTY);
    this.#slots = slots;
    for (let id = 1; id < this.#bits.length; id++) {
      let slot = this.#slot(this.#before[id] ?? 0, this.#bits[id] ?? 0);
      while (slots[slot] !== EMPTY) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = id;
    }
  }

  #slot(before: number, bits: number): number {
    let hash = imul(bits, 0x9e3779b1) ^ imul(before, 0x85ebca6b);
    hash ^= hash >>> 15;
    return (imul(hash, 0x2c1b3c6d) >>> 8) & (this.#slots.length - 1);
  }
}

/** Classes in flat arrays; one that comes before another has the lower number. */
export interface Classes {
  readonly bits: Int32Array;
  /** The block of all classes, where `blocks` and `before` are empty. */
  readonly block: number;
  readonly blocks: Uint32Array;
  readonly before: Uint32Array;
}
