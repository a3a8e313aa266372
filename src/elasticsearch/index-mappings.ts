import type { Client, estypes } from '@elastic/elasticsearch';

import type { Clock } from '../clock.js';
import { StoreError } from '../store-error.js';
import { toStoreError } from './to-store-error.js';

/** Mappings by the name of the concrete index: several behind an alias or data stream. */
export type MappingsByIndex = Readonly<Record<string, estypes.MappingTypeMapping>>;

/** How long a mapping is taken to be the same. */
const FRESH_MS = 60_000;

/**
 * The mapping of one index, read when first asked for. An older one than a minute is still given, and read
 * again meanwhile; one that was forgotten is waited for.
 */
export class IndexMappings {
  #known: { readonly mappings: MappingsByIndex; readonly readAt: number } | undefined;
  #reading: Promise<MappingsByIndex> | undefined;

  constructor(
    private readonly client: Client,
    private readonly index: string,
    private readonly clock: Clock,
  ) {}

  /** @throws StoreError when it cannot be read, or the index does not exist */
  async read(signal?: AbortSignal): Promise<MappingsByIndex> {
    const known = this.#known;
    if (known === undefined) return await inTime(this.#load(), signal);
    if (this.clock.now() - known.readAt > FRESH_MS) this.#load().catch(() => undefined);
    return known.mappings;
  }

  /** To be called when a request built on it failed, or it was of no use. */
  forget(): void {
    this.#known = undefined;
  }

  #load(): Promise<MappingsByIndex> {
    this.#reading ??= this.#request().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #request(): Promise<MappingsByIndex> {
    const subject = `mapping of index '${this.index}'`;
    try {
      const answer = await this.client.indices.getMapping({ index: this.index });
      const mappings = Object.fromEntries(
        Object.entries(answer).map(([name, { mappings }]) => [name, mappings]),
      );
      if (Object.keys(mappings).length === 0) {
        throw new StoreError('elasticsearch', `${subject}: the index does not exist (index_not_found)`);
      }
      this.#known = { mappings, readAt: this.clock.now() };
      return mappings;
    } catch (error) {
      throw toStoreError(error, subject);
    }
  }
}

/** What is read is shared by all who wait; each of them gives up by its own signal. */
async function inTime<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await shared;
  const aborted = Promise.withResolvers<never>();
  const abort = () => {
    aborted.reject(new StoreError('elasticsearch', 'aborted before the answer'));
  };
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([aborted.promise, shared]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
