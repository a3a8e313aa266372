import type { Redis } from 'ioredis';

const PIPELINE = 1_000;
const FILLED = 'bench:filled';
const REWRITTEN_WITHIN_MS = 120_000;

/** Whether the connection's database was filled to the end. */
export async function databaseFilled(redis: Redis): Promise<boolean> {
  return (await redis.exists(FILLED)) === 1;
}

/** Empties the connection's database and sets hashes in it, in pipelines. */
export async function fillDatabase(
  redis: Redis,
  hashes: Iterable<readonly [key: string, fields: object]>,
): Promise<void> {
  await redis.flushdb();
  let pipeline = redis.pipeline();
  for (const [key, fields] of hashes) {
    pipeline.hset(key, fields);
    if (pipeline.length < PIPELINE) continue;
    await executed(pipeline);
    pipeline = redis.pipeline();
  }
  await executed(pipeline.set(FILLED, '1'));
  await rewritten(redis);
}

async function executed(pipeline: ReturnType<Redis['pipeline']>): Promise<void> {
  for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
}

/** Short files, so that the next start is quick, and no rewriting while something is measured. */
async function rewritten(redis: Redis): Promise<void> {
  await redis.bgrewriteaof();
  const end = Date.now() + REWRITTEN_WITHIN_MS;
  while (/aof_rewrite_(in_progress|scheduled):1/.test(await redis.info('persistence'))) {
    if (Date.now() > end) throw new Error('Redis does not finish rewriting its file');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
