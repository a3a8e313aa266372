import type { IdTable } from './id-table.js';

const QUOTE = 34;
const COMMA = 44;
const OPEN = 91;
const CLOSE = 93;

/**
 * Ids of the videos that a user must not be shown again, without repeats. Most are never looked at but to see whether
 * they are in a pool: what a store gave as text stays text until somebody wants strings, since making those takes longer
 * than everything else that is done with them.
 */
export class Blacklist {
  static readonly EMPTY = new Blacklist('[]');

  readonly #json: string;
  #ids: readonly string[] | undefined;

  private constructor(json: string, ids?: readonly string[]) {
    this.#json = json;
    this.#ids = ids;
  }

  /** @param ids repeats count once */
  static of(ids: Iterable<string>): Blacklist {
    const known = [...new Set(ids)];
    return new Blacklist('', known);
  }

  /**
   * @param json text of a JSON array
   * @returns `null` where it is not one of plain strings alone: neither empty nor with an escape
   */
  static ofJson(json: string): Blacklist | null {
    return endOfPlainStrings(json, 0) === json.length ? new Blacklist(json) : null;
  }

  get ids(): readonly string[] {
    return (this.#ids ??= [...new Set(JSON.parse(this.#json) as string[])]);
  }

  /** Calls with the position in `table` of each id that is there; of an id that is repeated more than once, perhaps. */
  forEachIn(table: IdTable, found: (position: number) => void): void {
    if (this.#ids !== undefined) {
      for (const id of this.#ids) {
        const position = table.positionOf(id, 0, id.length);
        if (position >= 0) found(position);
      }
      return;
    }
    for (let open = this.#json.indexOf('"'); open >= 0;) {
      const close = this.#json.indexOf('"', open + 1);
      const position = table.positionOf(this.#json, open + 1, close);
      if (position >= 0) found(position);
      open = this.#json.indexOf('"', close + 1);
    }
  }
}

/**
 * Where a JSON array of plain strings ends that begins at `from`: written without spaces, no string empty or with an
 * escape. -1 where there is anything else.
 */
export function endOfPlainStrings(text: string, from: number): number {
  if (text.charCodeAt(from) !== OPEN) return -1;
  if (text.charCodeAt(from + 1) === CLOSE) return from + 2;
  const escape = text.indexOf('\\', from);
  for (let open = from + 1; ;) {
    if (text.charCodeAt(open) !== QUOTE) return -1;
    const close = text.indexOf('"', open + 1);
    if (close <= open + 1 || (escape >= 0 && escape < close)) return -1;
    const next = text.charCodeAt(close + 1);
    if (next === CLOSE) return close + 2;
    if (next !== COMMA) return -1;
    open = close + 2;
  }
}
