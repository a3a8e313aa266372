import { errors } from '@elastic/elasticsearch';
import { Injectable } from '@nestjs/common';
import { ElasticsearchService } from '@nestjs/elasticsearch';

import { toStoreError } from '../elasticsearch/to-store-error.js';
import { type AssetFields, assetMapping } from '../retrieval/asset-mapping.js';
import { mappedField, type Mappings } from '../retrieval/mapped-field.js';
import { userRecord } from '../retrieval/user-record.js';
import { ElasticsearchSettings } from '../settings/elasticsearch.settings.js';
import { RetrievalSettings } from '../settings/retrieval.settings.js';
import { assetCounts, type CountingAggregations, countingSearch } from './asset-counting.js';
import {
  type AssetCounts,
  CatalogueFacts,
  type ClockReading,
  type IndexServer,
  type MappingFacts,
  type SampledUser,
} from './catalogue-facts.js';

/** What a server that does not have an interface, or a login that may not use it, answers. */
const NOT_TOLD: readonly (number | undefined)[] = [403, 404, 405, 410];

/** Looks into the indices as they are; nothing is asked that needs more than `read` and `view_index_metadata`. */
@Injectable()
export class ElasticsearchCatalogueFacts extends CatalogueFacts {
  readonly where: string;

  constructor(
    private readonly client: ElasticsearchService,
    private readonly settings: ElasticsearchSettings,
    private readonly retrieval: RetrievalSettings,
  ) {
    super();
    this.where = client.connectionPool.connections.map(({ url }) => url.origin).join(', ');
  }

  override async server(signal: AbortSignal): Promise<IndexServer> {
    return this.#ask('server', signal, async () => {
      const health = await told(this.client.cluster.health({}, { signal }));
      const info = await told(this.client.info({}, { signal }));
      const { distribution, number } = (info?.version ?? {}) as { distribution?: string; number?: string };
      return {
        product: distribution === 'opensearch' ? 'OpenSearch' : info === null ? null : 'Elasticsearch',
        version: number ?? (await this.#nodeVersion(signal)),
        health:
          health === null ? null : { status: health.status.toLowerCase(), nodes: health.number_of_nodes },
      };
    });
  }

  override async searchAssets(signal: AbortSignal): Promise<void> {
    const index = this.settings.ES_ASSET_INDEX;
    await this.#ask(`asset index '${index}'`, signal, () =>
      this.client.search({ index, size: 0, track_total_hits: false, query: { match_none: {} } }, { signal }),
    );
  }

  override async mappings(signal: AbortSignal): Promise<MappingFacts> {
    const { fields, problems } = assetMapping(await this.#mappings(this.settings.ES_ASSET_INDEX, signal));
    const usable = Object.values(fields as Readonly<Record<keyof AssetFields, AssetFields['id']>>).flatMap(
      (field) => (field === null ? [] : [`${field.field} (${field.kind})`]),
    );
    const key = this.settings.ES_USER_KEY;
    const userKey =
      key === undefined || key === '_id'
        ? null
        : userKeyProblem(await this.#mappings(this.settings.ES_USER_INDEX, signal), key);
    return { usable: fields.id === null ? ['_id (as video_id)', ...usable] : usable, problems, userKey };
  }

  override async assets(now: number, signal: AbortSignal): Promise<AssetCounts> {
    const index = this.settings.ES_ASSET_INDEX;
    const { fields } = assetMapping(await this.#mappings(index, signal));
    const search = countingSearch(fields, this.retrieval.APPROVED_STATUSES, now);
    const answer = await this.#ask(`asset index '${index}'`, signal, () =>
      this.client.search<unknown, CountingAggregations>({ ...search, index }, { signal }),
    );
    return assetCounts(answer, fields);
  }

  override async users(size: number, signal: AbortSignal): Promise<SampledUser[]> {
    const index = this.settings.ES_USER_INDEX;
    const key = this.settings.ES_USER_KEY ?? '_id';
    const found = await this.#ask(`user index '${index}'`, signal, () =>
      this.client.search<Readonly<Record<string, unknown>>>(
        { index, size, track_total_hits: false, _source: [key, 'user_id', 'user_country', 'user_blacklist'] },
        { signal },
      ),
    );
    return found.hits.hits.map(({ _id, _source: source = {} }) => {
      const malformed: string[] = [];
      const record = userRecord(source, (field) => malformed.push(field));
      return {
        id: key === '_id' ? (_id ?? null) : text(source[key]),
        userIdField: text(source.user_id),
        record,
        malformed,
      };
    });
  }

  /** The index says what it takes for now when it is asked for what is later: no right is needed but to search. */
  override async clock(signal: AbortSignal): Promise<ClockReading | null> {
    const index = this.settings.ES_ASSET_INDEX;
    const before = Date.now();
    const answer = await this.#ask(`asset index '${index}'`, signal, () =>
      this.client.search<unknown, { now: { buckets: readonly { from?: number }[] } }>(
        {
          index,
          size: 0,
          track_total_hits: false,
          query: { match_none: {} },
          aggs: {
            now: { date_range: { field: 'upnext_clock', format: 'epoch_millis', ranges: [{ from: 'now' }] } },
          },
        },
        { signal },
      ),
    );
    const after = Date.now();
    const there = answer.aggregations?.now.buckets[0]?.from;
    return there === undefined ? null : { before, there, after };
  }

  async #mappings(index: string, signal: AbortSignal): Promise<Mappings> {
    const answer = await this.#ask(`mapping of index '${index}'`, signal, () =>
      this.client.indices.getMapping({ index }, { signal }),
    );
    return Object.fromEntries(Object.entries(answer).map(([name, { mappings }]) => [name, mappings]));
  }

  async #nodeVersion(signal: AbortSignal): Promise<string | null> {
    const answer = await told(
      this.client.nodes.info({ node_id: '_local', filter_path: 'nodes.*.version' }, { signal }),
    );
    return Object.values(answer?.nodes ?? {})[0]?.version ?? null;
  }

  async #ask<T>(subject: string, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw toStoreError(error, subject, signal);
    }
  }
}

/** The answer, `null` where the server does not have one for this login. */
async function told<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof errors.ResponseError && NOT_TOLD.includes(error.statusCode)) return null;
    throw error;
  }
}

function userKeyProblem(mappings: Mappings, key: string): string | null {
  const finding = mappedField(mappings, key, ['keyword', 'integer']);
  switch (finding.found) {
    case 'usable':
      return null;
    case 'absent':
      return `ES_USER_KEY names ${key}, which is not mapped in the user index: no user is found`;
    case 'unusable':
      return `ES_USER_KEY names ${key}, mapped as ${finding.description}: users cannot be looked up by it`;
  }
}

function text(value: unknown): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' || typeof first === 'number' ? String(first) : null;
}
