import type { Client, estypes } from '@elastic/elasticsearch';
import { Redis } from 'ioredis';

import { elasticsearchClient } from '../world/load-elasticsearch.js';
import type { StoreServers } from '../world/store-servers.js';

const INDEX = 'assets';

/** The stores that are written to, emptied before each time and counted after it. */
export class ImportTargets {
  readonly #client: Client;
  readonly #redis: Redis;
  #mapping: estypes.MappingTypeMapping | undefined;

  private constructor(readonly servers: StoreServers) {
    this.#client = elasticsearchClient(servers.elasticsearchUrl);
    this.#redis = new Redis(servers.redisUrl);
  }

  /** Redis does not rewrite its file meanwhile: that would fall on one or the other by chance. */
  static async of(servers: StoreServers): Promise<ImportTargets> {
    const targets = new ImportTargets(servers);
    await targets.#redis.config('SET', 'auto-aof-rewrite-percentage', '0');
    return targets;
  }

  /** No index and no key. */
  async empty(): Promise<void> {
    await this.#client.indices.delete({ index: INDEX, ignore_unavailable: true });
    await this.#redis.flushall('SYNC');
  }

  /** An index as the import made it the last time, without documents. @returns its name */
  async emptyIndex(): Promise<string> {
    await this.empty();
    if (this.#mapping === undefined) throw new Error('nothing was imported yet');
    await this.#client.indices.create({ index: INDEX, mappings: this.#mapping });
    return INDEX;
  }

  /** @throws Error where there is another number of assets */
  async requireAssets(count: number): Promise<void> {
    const found = await this.#client.count({ index: INDEX });
    if (found.count !== count) throw new Error(`${found.count} assets instead of ${count}`);
    const mappings = await this.#client.indices.getMapping({ index: INDEX });
    this.#mapping = mappings[INDEX]?.mappings;
  }

  /** @throws Error where there are fewer hashes */
  async requireHashes(count: number): Promise<void> {
    const found = await this.#redis.dbsize();
    if (found < count) throw new Error(`${found} hashes instead of ${count}`);
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
    await this.#client.close();
  }
}
