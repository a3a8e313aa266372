import { ReplyError } from 'ioredis';

import { StoreError } from '../store-error.js';
import type { RedisConnection } from './redis-connection.js';

/** Commands in one pipeline: enough to save the trips, few enough not to keep other readers waiting. */
export const PIPELINE_SIZE = 500;

/** Fields of one hash in the order asked, `null` where absent; `wrong_type` where the key is no hash. */
export type HashRow = readonly (string | null)[] | 'wrong_type';

/** Reads some fields of one hash; reads of the same moment go out together. @throws StoreError */
export async function readHash(
  connection: RedisConnection,
  key: string,
  fields: readonly string[],
  signal?: AbortSignal,
): Promise<HashRow> {
  return connection.run(async (client) => {
    try {
      return await client.hmget(key, ...fields);
    } catch (error) {
      if (isWrongType(error)) return 'wrong_type';
      throw error;
    }
  }, signal);
}

/** Reads some fields of many hashes in pipelines, one after the other. @throws StoreError */
export async function readHashes(
  connection: RedisConnection,
  keys: readonly string[],
  fields: readonly string[],
  signal?: AbortSignal,
): Promise<HashRow[]> {
  const rows: HashRow[] = [];
  for (let start = 0; start < keys.length; start += PIPELINE_SIZE) {
    const answers = await connection.pipeline((pipeline) => {
      for (const key of keys.slice(start, start + PIPELINE_SIZE)) pipeline.hmget(key, ...fields);
    }, signal);
    for (const answer of answers) rows.push(isWrongType(answer) ? 'wrong_type' : accepted(answer));
  }
  return rows;
}

/** Sets fields of many hashes in pipelines, one after the other. @throws StoreError; what was set before stays */
export async function writeHashes(
  connection: RedisConnection,
  hashes: readonly (readonly [key: string, fields: Readonly<Record<string, string>>])[],
): Promise<void> {
  for (let start = 0; start < hashes.length; start += PIPELINE_SIZE) {
    const answers = await connection.pipeline((pipeline) => {
      for (const [key, fields] of hashes.slice(start, start + PIPELINE_SIZE)) pipeline.hset(key, fields);
    });
    for (const answer of answers) accepted(answer);
  }
}

function accepted(answer: unknown): readonly (string | null)[] {
  if (answer instanceof Error) throw new StoreError('redis', answer.message, { cause: answer });
  return answer as readonly (string | null)[];
}

function isWrongType(error: unknown): boolean {
  return error instanceof ReplyError && error instanceof Error && error.message.startsWith('WRONGTYPE');
}
