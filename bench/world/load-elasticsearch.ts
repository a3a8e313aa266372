import { setTimeout as pause } from 'node:timers/promises';

import { Client, errors, type estypes } from '@elastic/elasticsearch';

import { PlainJsonTransport } from '../../src/elasticsearch/plain-json.transport.js';

const QUIET_WITHIN_MS = 120_000;

/** The official client, as it talks to Elasticsearch 8, 9 and OpenSearch alike. */
export function elasticsearchClient(node: string): Client {
  return new Client({ node, Transport: PlainJsonTransport, requestTimeout: 120_000 });
}

/** When the index was filled to the end; `undefined` where it was not. */
export async function indexFilledAt(client: Client, index: string): Promise<number | undefined> {
  try {
    const mappings = await client.indices.getMapping({ index });
    const filledAt: unknown = mappings[index]?.mappings._meta?.filled_at;
    return typeof filledAt === 'number' ? filledAt : undefined;
  } catch (error) {
    if (error instanceof errors.ResponseError && error.statusCode === 404) return undefined;
    throw error;
  }
}

/**
 * Makes an index anew and fills it with bulk requests. Afterwards it is as production leaves it: refreshed, with
 * the segments that merging in the background has made of it by itself.
 *
 * @param filledAt what {@link indexFilledAt} is to say of it, milliseconds since the epoch
 */
export async function fillIndex<D extends object>(
  client: Client,
  index: string,
  properties: Record<string, estypes.MappingProperty>,
  documents: Iterable<D>,
  idOf: (document: D) => string,
  filledAt: number,
): Promise<void> {
  await client.indices.delete({ index, ignore_unavailable: true });
  await client.indices.create({
    index,
    settings: { number_of_shards: 1, number_of_replicas: 0 },
    mappings: { properties },
  });
  await client.helpers.bulk<D>({
    datasource: oneByOne(documents),
    concurrency: 2,
    flushBytes: 4 * 1_048_576,
    refreshOnCompletion: index,
    onDocument: (document) => ({ index: { _index: index, _id: idOf(document) } }),
    onDrop: ({ error }) => {
      throw new Error(`index '${index}' refused a document: ${JSON.stringify(error)}`);
    },
  });
  await client.indices.flush({ index });
  await merged(client, index);
  await client.indices.putMapping({ index, _meta: { filled_at: filledAt } });
}

async function merged(client: Client, index: string): Promise<void> {
  const end = Date.now() + QUIET_WITHIN_MS;
  for (;;) {
    const { _all } = await client.indices.stats({ index, metric: 'merge' });
    if (_all.primaries?.merges?.current === 0) return;
    if (Date.now() > end) throw new Error(`index '${index}' is still merging`);
    await pause(250);
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- the client's types know no other iterables
async function* oneByOne<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
