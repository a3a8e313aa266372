const { imul } = Math;
const EMPTY = -1;

/** Finds ids in the middle of a text, without making strings of them. */
export class IdTable {
  /** Position by slot; as many slots as a power of two, half of them empty at least. */
  readonly #slots: Int32Array;

  /** @param ids each once */
  constructor(private readonly ids: readonly string[]) {
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * ids.length + 2))).fill(EMPTY);
    for (const [position, id] of ids.entries()) {
      let slot = this.#slotOf(id, 0, id.length);
      while (this.#slots[slot] !== EMPTY) slot = this.#after(slot);
      this.#slots[slot] = position;
    }
  }

  /** Position of the id that stands in `text` from `from` up to `to`; -1 where it is none of them. */
  positionOf(text: string, from: number, to: number): number {
    let slot = this.#slotOf(text, from, to);
    for (;;) {
      const position = this.#slots[slot] ?? EMPTY;
      if (position === EMPTY) return EMPTY;
      const id = this.ids[position] ?? '';
      if (id.length === to - from && text.startsWith(id, from)) return position;
      slot = this.#after(slot);
    }
  }

  /** FNV-1a over UTF-16 code units. */
  #slotOf(text: string, from: number, to: number): number {
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at++) hash = imul(hash ^ text.charCodeAt(at), 0x01000193);
    return (hash ^ (hash >>> 15)) & (this.#slots.length - 1);
  }

  #after(slot: number): number {
    return (slot + 1) & (this.#slots.length - 1);
  }
}
