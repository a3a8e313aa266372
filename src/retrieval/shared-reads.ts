/** Reads several keys at once; results in the order of the keys. */
export type ReadMany<T> = (keys: readonly string[], signal: AbortSignal | undefined) => Promise<readonly T[]>;

interface Waiting<T> {
  readonly key: string;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** While so many calls are under way further reads wait, to go together. An idle service never waits. */
const CALLS_UNDER_WAY = 2;
/** Keys of one call: a bound of what one answer can weigh. */
const KEYS_PER_CALL = 32;

/**
 * Joins reads of the same moment into one call, so that a busy service pays one exchange for many of them.
 * A call is given up when everybody who waits for it has gone.
 */
export class SharedReads<T> {
  readonly #queue: Waiting<T>[] = [];
  #underWay = 0;

  constructor(private readonly readMany: ReadMany<T>) {}

  read(key: string, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ key, signal, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    while (this.#underWay < CALLS_UNDER_WAY && this.#queue.length > 0) {
      const readers = this.#queue.splice(0, KEYS_PER_CALL);
      const waiting = readers.filter(({ signal, reject }) => {
        if (signal?.aborted !== true) return true;
        reject(signal.reason);
        return false;
      });
      if (waiting.length > 0) void this.#call(waiting);
    }
  }

  async #call(readers: readonly Waiting<T>[]): Promise<void> {
    this.#underWay += 1;
    const everybodyGone = abortedTogether(readers.map(({ signal }) => signal));
    try {
      const values = await this.readMany(
        readers.map(({ key }) => key),
        everybodyGone.signal,
      );
      if (values.length !== readers.length) {
        throw new Error(`${values.length} results for ${readers.length} keys`);
      }
      readers.forEach(({ resolve }, index) => {
        resolve(values[index] as T);
      });
    } catch (error) {
      for (const { reject } of readers) reject(error);
    } finally {
      everybodyGone.forget();
      this.#underWay -= 1;
      this.#next();
    }
  }
}

/** A signal that is aborted once all of the others are; none where one of them can never be. */
function abortedTogether(signals: readonly (AbortSignal | undefined)[]): {
  readonly signal: AbortSignal | undefined;
  readonly forget: () => void;
} {
  const [first] = signals;
  const nothing = () => undefined;
  if (signals.length === 1) return { signal: first, forget: nothing };
  const given = signals.filter((signal) => signal !== undefined);
  if (given.length < signals.length) return { signal: undefined, forget: nothing };
  const all = new AbortController();
  let left = given.length;
  const gone = () => {
    left -= 1;
    if (left === 0) all.abort(first?.reason);
  };
  for (const signal of given) signal.addEventListener('abort', gone, { once: true });
  return {
    signal: all.signal,
    forget: () => {
      for (const signal of given) signal.removeEventListener('abort', gone);
    },
  };
}
