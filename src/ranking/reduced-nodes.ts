const EMPTY = -1;
const { imul } = Math;

/**
 * What is left of one tree once the items' questions are answered: leaves have the ids below `leafCount`, nodes the
 * following ones. Equal sub-trees are one node, so two candidates with the same id are sent to the same leaf by every
 * viewer. Children have lower ids than their parents.
 */
export class ReducedNodes {
  readonly conditions: number[] = [];
  readonly left: number[] = [];
  readonly right: number[] = [];
  #slots = new Int32Array(64).fill(EMPTY);

  constructor(readonly leafCount: number) {}

  /** Id of the sub-tree that asks `condition`. */
  intern(condition: number, left: number, right: number): number {
    if (left === right) return left;
    let slot = this.#hash(condition, left, right);
    for (;;) {
      const node = this.#slots[slot] ?? EMPTY;
      if (node === EMPTY) return this.#insert(slot, condition, left, right);
      if (this.left[node] === left && this.right[node] === right && this.conditions[node] === condition) {
        return this.leafCount + node;
      }
      slot = (slot + 1) & (this.#slots.length - 1);
    }
  }

  #insert(slot: number, condition: number, left: number, right: number): number {
    const node = this.conditions.length;
    this.#slots[slot] = node;
    this.conditions.push(condition);
    this.left.push(left);
    this.right.push(right);
    if (node * 2 > this.#slots.length) this.#grow();
    return this.leafCount + node;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(EMPTY);
    this.#slots = slots;
    for (let node = 0; node < this.conditions.length; node++) {
      let slot = this.#hash(this.conditions[node] ?? 0, this.left[node] ?? 0, this.right[node] ?? 0);
      while (slots[slot] !== EMPTY) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = node;
    }
  }

  #hash(condition: number, left: number, right: number): number {
    let hash = imul(condition, 0x9e3779b1) ^ imul(left, 0x85ebca6b) ^ imul(right, 0xc2b2ae35);
    hash ^= hash >>> 15;
    return (imul(hash, 0x2c1b3c6d) >>> 8) & (this.#slots.length - 1);
  }
}
