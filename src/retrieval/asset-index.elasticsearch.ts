import { setImmediate } from 'node:timers/promises';

import { Injectable, Logger } from '@nestjs/common';
import { ElasticsearchService } from '@nestjs/elasticsearch';

import { Clock } from '../clock.js';
import { IndexMappings } from '../elasticsearch/index-mappings.js';
import { toStoreError } from '../elasticsearch/to-store-error.js';
import { ElasticsearchSettings } from '../settings/elasticsearch.settings.js';
import { RetrievalSettings } from '../settings/retrieval.settings.js';
import { StoreError } from '../store-error.js';
import { Metrics } from '../telemetry/metrics.js';
import { assetsOf } from './asset-hits.js';
import { AssetIndex, type AssetPage, type AssetQuery } from './asset-index.js';
import { type AssetFields, assetMapping, type AssetMapping, inWords } from './asset-mapping.js';
import { assetSearch, unusableCount } from './asset-query.js';

const RECOUNT_MS = 300_000;

/** The catalogue in an index that other people made: its mapping decides how it is asked. */
@Injectable()
export class ElasticsearchAssetIndex extends AssetIndex {
  readonly #logger = new Logger('AssetIndex');
  readonly #mappings: IndexMappings;
  readonly #subject: string;
  /** Documents without an id by country, and when they were counted. */
  readonly #counted = new Map<string | undefined, { readonly count: number; readonly at: number }>();
  #said = '';

  constructor(
    private readonly client: ElasticsearchService,
    private readonly settings: ElasticsearchSettings,
    private readonly retrieval: RetrievalSettings,
    private readonly metrics: Metrics,
    private readonly clock: Clock,
  ) {
    super();
    this.#mappings = new IndexMappings(client, settings.ES_ASSET_INDEX, clock);
    this.#subject = `asset index '${settings.ES_ASSET_INDEX}'`;
  }

  override async find(query: AssetQuery): Promise<AssetPage> {
    if (query.limit <= 0) return { assets: [], skipped: 0 };
    const { fields, problems } = await this.mapping(query.signal);
    const fatal = problems.filter((problem) => problem.fatal);
    if (fatal.length > 0) {
      throw new StoreError('elasticsearch', `${this.#subject}: ${fatal.map(inWords).join('; ')}`);
    }
    const approved = this.retrieval.APPROVED_STATUSES;
    const search = assetSearch(query, fields, approved);
    if (search === null) return { assets: [], skipped: 0 };
    const index = this.settings.ES_ASSET_INDEX;
    const options = query.signal === undefined ? {} : { signal: query.signal };
    try {
      const [found, unusable] = await Promise.all([
        this.client.search({ ...search, index, allow_partial_search_results: false }, options),
        this.#unusable(query, fields),
      ]);
      // Thousands of hits were parsed just now: whoever waits has a turn before they are read.
      await setImmediate();
      // Where nothing was found nothing is left of the answer.
      const hits = 'hits' in found ? found.hits.hits : [];
      const page = assetsOf(hits, fields, query.limit);
      const skipped = page.skipped + unusable;
      if (skipped > 0) {
        this.metrics.skippedRecords.inc({ store: 'elasticsearch', reason: 'asset_without_id' }, skipped);
      }
      return { ...page, skipped };
    } catch (error) {
      this.#mappings.forget();
      throw toStoreError(error, this.#subject, query.signal);
    }
  }

  /** Documents that have no id, counted now and then: it takes the server as long as the search itself. */
  async #unusable(query: AssetQuery, fields: AssetFields): Promise<number> {
    const count = unusableCount(query, fields, this.retrieval.APPROVED_STATUSES);
    if (count === null) return 0;
    const known = this.#counted.get(query.country);
    const now = this.clock.now();
    if (known !== undefined && now - known.at < RECOUNT_MS) return known.count;
    const index = this.settings.ES_ASSET_INDEX;
    const options = query.signal === undefined ? {} : { signal: query.signal };
    const counted = await this.client.count({ ...count, index }, options);
    this.#counted.set(query.country, { count: counted.count, at: now });
    return counted.count;
  }

  /**
   * The mapping as it is used, its problems logged whenever they are others than before.
   *
   * @throws StoreError when it cannot be read, or the index does not exist
   */
  async mapping(signal?: AbortSignal): Promise<AssetMapping> {
    const mapping = assetMapping(await this.#mappings.read(signal));
    const lines = mapping.problems.map(inWords);
    if (lines.join('\n') !== this.#said) {
      this.#said = lines.join('\n');
      for (const line of lines) this.#logger.warn(`${this.#subject}: ${line}`);
    }
    // Fields of an index that is being filled appear with its first documents.
    if (lines.length > 0) this.#mappings.forget();
    return mapping;
  }
}
