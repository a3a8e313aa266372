/**
 * What an import is measured beside, in a process of its own: the same documents or hashes, already in memory,
 * written by the official client's bulk helper, or by ioredis in pipelines. Prints how many milliseconds that took.
 *
 *   node --import ./test/typescript-loader.js bench/import/rival.ts assets URL INDEX COUNT
 *   node --import ./test/typescript-loader.js bench/import/rival.ts features URL COUNT
 */
import { Redis } from 'ioredis';

import { elasticsearchClient } from '../world/load-elasticsearch.js';
import { assetDocuments, featureHashes } from './import-files.js';

/** Twice as many as the import sends at once; other sizes were not tried. */
const PIPELINE = 1_000;

const [kind, url = '', ...rest] = process.argv.slice(2);
const ms =
  kind === 'assets' ? await bulk(url, rest[0] ?? '', Number(rest[1])) : await pipelines(url, Number(rest[0]));
process.stdout.write(String(ms));

/** With the helper's own defaults, until it can be searched. */
async function bulk(node: string, index: string, count: number): Promise<number> {
  const client = elasticsearchClient(node);
  const documents = [...assetDocuments(count)];
  const start = performance.now();
  await client.helpers.bulk({
    datasource: documents,
    refreshOnCompletion: index,
    onDocument: ({ video_id }) => ({ index: { _index: index, _id: video_id } }),
    onDrop: ({ error }) => {
      throw new Error(JSON.stringify(error));
    },
  });
  const took = performance.now() - start;
  await client.close();
  return took;
}

async function pipelines(server: string, count: number): Promise<number> {
  const redis = new Redis(server);
  await redis.ping();
  const hashes = [...featureHashes(count)];
  const start = performance.now();
  for (let from = 0; from < hashes.length; from += PIPELINE) {
    const pipeline = redis.pipeline();
    for (const [id, fields] of hashes.slice(from, from + PIPELINE)) pipeline.hset(id, fields);
    for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
  }
  const took = performance.now() - start;
  redis.disconnect();
  return took;
}
