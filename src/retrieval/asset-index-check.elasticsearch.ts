import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ElasticsearchService } from '@nestjs/elasticsearch';

import { toStoreError } from '../elasticsearch/to-store-error.js';
import { ElasticsearchSettings } from '../settings/elasticsearch.settings.js';
import { RetrievalSettings } from '../settings/retrieval.settings.js';
import { ElasticsearchAssetIndex } from './asset-index.elasticsearch.js';
import { isApproved } from './asset-query.js';
import type { MappedField } from './mapped-field.js';

const RETRY_MS = 10_000;
const MOST_STATUSES = 20;

/**
 * Says at start, in the background, what would leave the lists empty: fields that cannot be used as they are
 * mapped, and an index where no asset has an approved status. Repeated until Elasticsearch answers.
 */
@Injectable()
export class AssetIndexCheck implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('AssetIndex');
  readonly #stop = new AbortController();
  #retry: NodeJS.Timeout | undefined;
  #said = false;

  constructor(
    private readonly client: ElasticsearchService,
    private readonly index: ElasticsearchAssetIndex,
    private readonly settings: ElasticsearchSettings,
    private readonly retrieval: RetrievalSettings,
  ) {}

  onApplicationBootstrap(): void {
    void this.#try();
  }

  onApplicationShutdown(): void {
    this.#stop.abort();
    clearTimeout(this.#retry);
  }

  /** The line to be said of the statuses; `null` where an approved asset is there. @throws StoreError */
  async statusProblem(): Promise<string | null> {
    const { signal } = this.#stop;
    const subject = `asset index '${this.settings.ES_ASSET_INDEX}'`;
    const { fields } = await this.index.mapping(signal);
    const approved = isApproved(fields, this.retrieval.APPROVED_STATUSES);
    if (fields.status === null) return null;
    try {
      if (approved !== null) {
        const found = await this.client.search(
          {
            index: this.settings.ES_ASSET_INDEX,
            size: 0,
            track_total_hits: 1,
            terminate_after: 1,
            query: { bool: { filter: [approved] } },
          },
          { signal },
        );
        const { total } = found.hits;
        if ((typeof total === 'number' ? total : (total?.value ?? 0)) > 0) return null;
      }
      const there = await this.#statuses(fields.status);
      return `${subject}: no asset has an approved status (${this.retrieval.APPROVED_STATUSES.join(', ')}), nothing is shown. Statuses there: ${there}`;
    } catch (error) {
      throw toStoreError(error, subject, signal);
    }
  }

  async #statuses({ field }: MappedField): Promise<string> {
    const found = await this.client.search<unknown, { statuses: { buckets: StatusBucket[] } }>(
      {
        index: this.settings.ES_ASSET_INDEX,
        size: 0,
        track_total_hits: false,
        aggs: { statuses: { terms: { field, size: MOST_STATUSES } } },
      },
      { signal: this.#stop.signal },
    );
    const buckets = found.aggregations?.statuses.buckets ?? [];
    return buckets.map(({ key, doc_count }) => `${key} (${doc_count})`).join(', ') || 'none';
  }

  async #try(): Promise<void> {
    try {
      const problem = await this.statusProblem();
      if (problem !== null) this.#logger.warn(problem);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      if (!this.#said) this.#logger.warn(`not checked yet: ${String(error)}`);
      this.#said = true;
      this.#retry = setTimeout(() => void this.#try(), RETRY_MS).unref();
    }
  }
}

interface StatusBucket {
  readonly key: string | number;
  readonly doc_count: number;
}
