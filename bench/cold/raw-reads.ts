import type { Client, estypes } from '@elastic/elasticsearch';
import { Redis } from 'ioredis';

import { assetMapping, type AssetFields } from '../../src/retrieval/asset-mapping.js';
import { assetSearch } from '../../src/retrieval/asset-query.js';
import { elasticsearchClient } from '../world/load-elasticsearch.js';
import type { World } from '../world/world.js';

const CANDIDATES = 1_000;

/** What the reads of one pool took, in milliseconds. */
export interface RawReads {
  /** Whether the country has as many candidates as a pool takes: otherwise the service searches all countries too. */
  readonly full: boolean;
  readonly elasticsearch: number;
  readonly redis: number;
}

/**
 * What no cold pool can do without, and nothing else: the service's own search of the country, by the official
 * client, and one pipeline of the features of what it found, by ioredis. Connections are open and the code is warm.
 */
export class RawPoolReader {
  private constructor(
    private readonly world: World,
    private readonly client: Client,
    private readonly redis: Redis,
    private readonly fields: AssetFields,
  ) {}

  static async open(world: World): Promise<RawPoolReader> {
    const client = elasticsearchClient(world.elasticsearchUrl);
    const index = world.env.ES_ASSET_INDEX ?? '';
    const { [index]: found } = await client.indices.getMapping({ index });
    const { fields } = assetMapping({ [index]: found?.mappings ?? {} });
    return new RawPoolReader(world, client, new Redis(world.redisUrl), fields);
  }

  async read(country: string): Promise<RawReads> {
    const search = assetSearch({ country, limit: CANDIDATES, now: Date.now() }, this.fields, ['approved']);
    if (search === null) throw new Error('the mapping allows no search');
    const index = this.world.env.ES_ASSET_INDEX ?? '';
    const start = performance.now();
    const { hits } = await this.client.search({ ...search, index });
    const found = performance.now();
    const pipeline = this.redis.pipeline();
    const fields = (this.world.env.ASSET_FEATURES ?? '').split(',');
    for (const hit of hits.hits)
      pipeline.hmget(`${this.world.env.ASSET_KEY_PREFIX ?? ''}${videoId(hit)}`, ...fields);
    await pipeline.exec();
    return {
      full: hits.hits.length === CANDIDATES,
      elasticsearch: found - start,
      redis: performance.now() - found,
    };
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    await this.client.close();
  }
}

function videoId({ fields }: estypes.SearchHit): string {
  return (fields as { video_id: string[] }).video_id[0] ?? '';
}
