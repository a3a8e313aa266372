import { Injectable } from '@nestjs/common';
import { ElasticsearchService } from '@nestjs/elasticsearch';
import { errors, type estypes } from '@elastic/elasticsearch';

import { Clock } from '../clock.js';
import { IndexMappings } from '../elasticsearch/index-mappings.js';
import { oncePerNode } from '../elasticsearch/once-per-node.js';
import { readText } from '../elasticsearch/read-text.js';
import { errorType, toStoreError } from '../elasticsearch/to-store-error.js';
import { ElasticsearchSettings } from '../settings/elasticsearch.settings.js';
import { StoreError } from '../store-error.js';
import { Metrics } from '../telemetry/metrics.js';
import { canHold, mappedField } from './mapped-field.js';
import { SharedReads } from './shared-reads.js';
import { parseUserAnswer, type UserAnswer } from './user-answer.js';
import { UserIndex, type UserRecord } from './user-index.js';
import { userRecord } from './user-record.js';

const FIELDS = ['user_country', 'user_blacklist'];
const ONLY_FIELDS = `_source_includes=${FIELDS.join()}`;
/** Of the answer about several. */
const ONLY_READ = 'filter_path=docs.found,docs._source,docs.error';

/** The source of a document, the error that the server has for it alone, or neither: it is not there. */
interface Outcome {
  readonly source?: unknown;
  readonly refused?: true;
}

/**
 * Users by document id, or by the field that `ES_USER_KEY` names.
 * Documents that are wanted at the same time are got by one `_mget`. By id they are asked for through the client's
 * transport and read from the answer's text: the client's own methods, which parse every id of a blacklist into a string
 * of its own, take twice the time.
 */
@Injectable()
export class ElasticsearchUserIndex extends UserIndex {
  readonly #mappings: IndexMappings;
  readonly #index: string;
  readonly #subject: string;
  readonly #path: string;
  /** Getting by id takes a single index; behind an alias of several it is a search. */
  #severalIndices = false;
  /** A login may be allowed to get one document, and not several at once. */
  #oneByOne = false;
  readonly #documents: SharedReads<Outcome>;

  constructor(
    private readonly client: ElasticsearchService,
    private readonly settings: ElasticsearchSettings,
    private readonly metrics: Metrics,
    clock: Clock,
  ) {
    super();
    this.#index = settings.ES_USER_INDEX;
    this.#path = `/${encodeURIComponent(this.#index)}`;
    this.#subject = `user index '${this.#index}'`;
    this.#mappings = new IndexMappings(client, this.#index, clock);
    this.#documents = new SharedReads((ids, signal) => this.#getSeveral(ids, signal));
  }

  override async find(userId: string, signal?: AbortSignal): Promise<UserRecord | null> {
    // A document id is never empty nor ill-formed, and neither can be asked for.
    if (userId === '' || !userId.isWellFormed()) return null;
    try {
      const source = await this.#read(userId, signal);
      if (source === undefined) return null;
      return userRecord(source, (field) => {
        this.metrics.skippedRecords.inc({ store: 'elasticsearch', reason: field });
      });
    } catch (error) {
      this.#mappings.forget();
      throw toStoreError(error, this.#subject, signal);
    }
  }

  async #read(userId: string, signal: AbortSignal | undefined): Promise<unknown> {
    const key = this.settings.ES_USER_KEY;
    if (key !== undefined) {
      const query = await this.#byKey(key, userId, signal);
      return query === null ? undefined : await this.#search(query, signal);
    }
    if (!this.#severalIndices) {
      try {
        const { source, refused } = this.#oneByOne
          ? { refused: true }
          : await this.#documents.read(userId, signal);
        return refused === true ? await this.#get(userId, signal) : source;
      } catch (error) {
        if (!isAboutSeveralIndices(error)) throw error;
        this.#severalIndices = true;
      }
    }
    return await this.#search({ ids: { values: [userId] } }, signal);
  }

  async #get(userId: string, signal: AbortSignal | undefined): Promise<unknown> {
    const path = `${this.#path}/_doc/${encodeURIComponent(userId)}`;
    const answer = await this.#ask({ method: 'GET', path, querystring: ONLY_FIELDS }, signal);
    if (answer?.found === true) return answer._source ?? {};
    if (answer?.found === false) return undefined;
    // Whatever else it says, the client knows best: which statuses to ask again for, which errors to throw.
    try {
      const found = await this.client.get(
        { index: this.#index, id: userId, _source_includes: FIELDS },
        this.#options(signal),
      );
      return found._source ?? {};
    } catch (error) {
      // A missing document is a 404 without an error; a missing index has one.
      if (error instanceof errors.ResponseError && error.statusCode === 404) {
        if (errorType(error) === undefined) return undefined;
      }
      throw error;
    }
  }

  /** One document by itself is got by itself: what is wrong with it is said best then. */
  async #getSeveral(ids: readonly string[], signal: AbortSignal | undefined): Promise<Outcome[]> {
    const [only] = ids;
    if (ids.length === 1 && only !== undefined) return [{ source: await this.#get(only, signal) }];
    const request = {
      method: 'POST',
      path: `${this.#path}/_mget`,
      querystring: `${ONLY_FIELDS}&${ONLY_READ}`,
      body: { ids },
    };
    try {
      const { docs } =
        (await this.#ask(request, signal)) ??
        (await this.client.transport.request<UserAnswer>(request, this.#options(signal)));
      if (docs?.length !== ids.length) {
        throw new StoreError('elasticsearch', `${this.#subject}: answered without the documents asked for`);
      }
      return docs.map(({ error, found, _source }) => {
        if (error !== undefined) return { refused: true };
        return found === true ? { source: _source ?? {} } : {};
      });
    } catch (error) {
      if (!(error instanceof errors.ResponseError) || error.statusCode !== 403) throw error;
      this.#oneByOne = true;
      return ids.map(() => ({ refused: true }));
    }
  }

  /** `undefined` where the status is another than those of documents that are there or not, or it is no JSON. */
  async #ask(
    request: Parameters<typeof readText>[1],
    signal: AbortSignal | undefined,
  ): Promise<UserAnswer | undefined> {
    const { statusCode, text } = await readText(this.client, request, this.#options(signal));
    if (statusCode !== 200 && statusCode !== 404) return undefined;
    try {
      return parseUserAnswer(text);
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  async #search(query: estypes.QueryDslQueryContainer, signal: AbortSignal | undefined): Promise<unknown> {
    const found = await this.client.search(
      {
        index: this.#index,
        size: 1,
        _source: FIELDS,
        track_total_hits: false,
        allow_partial_search_results: false,
        query: { bool: { filter: [query] } },
      },
      this.#options(signal),
    );
    const [hit] = found.hits.hits;
    return hit === undefined ? undefined : (hit._source ?? {});
  }

  #options(signal: AbortSignal | undefined) {
    return { ...oncePerNode(this.client), ...(signal !== undefined && { signal }) };
  }

  /** `null` where no document has the field yet, or none can have this value. */
  async #byKey(
    key: string,
    userId: string,
    signal: AbortSignal | undefined,
  ): Promise<estypes.QueryDslQueryContainer | null> {
    if (key === '_id') return { ids: { values: [userId] } };
    const finding = mappedField(await this.#mappings.read(signal), key, ['keyword', 'integer']);
    switch (finding.found) {
      case 'usable':
        return canHold(finding.field, userId) ? { term: { [finding.field.field]: userId } } : null;
      case 'absent':
        this.#mappings.forget();
        return null;
      case 'unusable':
        throw new StoreError(
          'elasticsearch',
          `${this.#subject}: ES_USER_KEY names ${key}, mapped as ${finding.description}, needed: keyword, or text with a keyword subfield, or a whole number`,
        );
    }
  }
}

function isAboutSeveralIndices(error: unknown): boolean {
  return (
    error instanceof errors.ResponseError &&
    error.statusCode === 400 &&
    errorType(error) === 'illegal_argument_exception'
  );
}
