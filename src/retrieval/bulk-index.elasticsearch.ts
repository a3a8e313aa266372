import type { Client, estypes } from '@elastic/elasticsearch';

/** Size at which a request is sent, in characters. */
const PART_LENGTH = 4 * 1024 * 1024;

/** A document that the server did not take, and why. */
export interface RefusedDocument {
  readonly id: string;
  readonly error: estypes.ErrorCause | null;
}

/**
 * Puts documents into an index, each in the place of the one of its id; one request after the other, so that of two
 * with one id the later stays.
 *
 * Of an answer nothing is asked for but whether there were errors: what became of every single document costs as much
 * to write and to read as the documents. Where there were, they are sent again through the client's bulk helper, which
 * repeats those that the server had no room for and names those that it refuses.
 *
 * @returns documents that were refused
 * @throws what the client throws; what was written before stays
 */
export async function bulkIndex<D extends object>(
  client: Client,
  index: string,
  documents: readonly D[],
  idOf: (document: D) => string,
): Promise<RefusedDocument[]> {
  const refused: RefusedDocument[] = [];
  for (let from = 0; from < documents.length;) {
    const { operations, count } = partFrom(documents, from, idOf);
    const { errors } = await client.bulk({ index, operations, filter_path: ['errors'] });
    if (errors) {
      const again = documents.slice(from, from + count);
      refused.push(...(await indexAgain(client, index, again, idOf)));
    }
    from += count;
  }
  return refused;
}

/** As many documents as one request may hold, at least one, as its lines. */
function partFrom<D extends object>(
  documents: readonly D[],
  from: number,
  idOf: (document: D) => string,
): { operations: string[]; count: number } {
  const operations: string[] = [];
  let length = 0;
  let count = 0;
  for (let at = from; at < documents.length && length < PART_LENGTH; at++) {
    const document = documents[at];
    if (document === undefined) break;
    const json = JSON.stringify(document);
    operations.push(`{"index":{"_id":${JSON.stringify(idOf(document))}}}`, json);
    length += json.length;
    count += 1;
  }
  return { operations, count };
}

async function indexAgain<D extends object>(
  client: Client,
  index: string,
  documents: readonly D[],
  idOf: (document: D) => string,
): Promise<RefusedDocument[]> {
  const refused: RefusedDocument[] = [];
  await client.helpers.bulk<D>({
    index,
    datasource: [...documents],
    concurrency: 1,
    onDocument: (document) => ({ index: { _id: idOf(document) } }),
    onDrop: ({ document, error }) => refused.push({ id: idOf(document), error }),
  });
  return refused;
}
