import { Injectable } from '@nestjs/common';
import { ElasticsearchService } from '@nestjs/elasticsearch';
import { errors, type estypes } from '@elastic/elasticsearch';

import { elasticsearchNodes } from '../elasticsearch/elasticsearch-node.js';
import { toStoreError } from '../elasticsearch/to-store-error.js';
import { ElasticsearchSettings } from '../settings/elasticsearch.settings.js';
import { StoreError } from '../store-error.js';
import { type TargetOwner, type Writing, WRITINGS } from '../target-owner.js';
import { bulkIndex } from './bulk-index.elasticsearch.js';
import { CatalogueWriter, ForeignTargetError } from './catalogue-writer.js';
import type { AssetDocument, UserDocument } from './documents.js';

const MARKS: Readonly<Record<Writing, string>> = {
  import: 'upnext import',
  'sample world': 'upnext sample world',
};
const MOST_NAMED = 3;

const keyword = { type: 'keyword' } as const;
/** Mappings of indices that an import makes. */
export const CATALOGUE_PROPERTIES: Readonly<
  Record<'assets' | 'users', Record<string, estypes.MappingProperty>>
> = {
  assets: {
    video_id: keyword,
    creation_date: { type: 'date' },
    production_country: keyword,
    moderation_status: keyword,
    primary_category: keyword,
    secondary_category: keyword,
  },
  users: {
    user_id: keyword,
    user_country: keyword,
    // Read with the document, never searched.
    user_blacklist: { ...keyword, index: false, doc_values: false },
  },
};

/** Bulk requests into indices that carry a mark of their own; document ids are video and user ids. */
@Injectable()
export class ElasticsearchCatalogueWriter extends CatalogueWriter {
  readonly assetTarget: string;
  readonly userTarget: string;
  readonly #opened = new Set<string>();

  constructor(
    private readonly client: ElasticsearchService,
    private readonly settings: ElasticsearchSettings,
  ) {
    super();
    const nodes = elasticsearchNodes(settings.ES_HOST ?? '', settings.ES_PORT);
    const url = nodes.map((node) => node.url).join(', ');
    this.assetTarget = `Elasticsearch index '${settings.ES_ASSET_INDEX}' at ${url}`;
    this.userTarget = `Elasticsearch index '${settings.ES_USER_INDEX}' at ${url}`;
  }

  override async owner(kind: 'assets' | 'users'): Promise<TargetOwner | null> {
    const index = this.#index(kind);
    try {
      const marks = await this.#marks(index);
      if (marks === null) return null;
      return WRITINGS.find((writing) => marks.every((mark) => mark === MARKS[writing])) ?? 'other';
    } catch (error) {
      throw toStoreError(error, `index '${index}'`);
    }
  }

  override async open(
    kind: 'assets' | 'users',
    intoExisting: boolean,
    writing: Writing = 'import',
  ): Promise<void> {
    const index = this.#index(kind);
    const owner = await this.owner(kind);
    try {
      if (owner === null) {
        await this.client.indices.create({
          index,
          mappings: { _meta: { created_by: MARKS[writing] }, properties: CATALOGUE_PROPERTIES[kind] },
        });
      } else if (!intoExisting && owner !== writing) {
        throw new ForeignTargetError(kind === 'assets' ? this.assetTarget : this.userTarget, writing);
      }
      this.#opened.add(index);
    } catch (error) {
      throw toStoreError(error, `index '${index}'`);
    }
  }

  override async writeAssets(assets: readonly AssetDocument[]): Promise<void> {
    await this.#write(this.settings.ES_ASSET_INDEX, assets, ({ video_id }) => video_id);
  }

  override async writeUsers(users: readonly UserDocument[]): Promise<void> {
    await this.#write(this.settings.ES_USER_INDEX, users, ({ user_id }) => user_id);
  }

  override async close(): Promise<void> {
    if (this.#opened.size === 0) return;
    try {
      await this.client.indices.refresh({ index: [...this.#opened] });
      this.#opened.clear();
    } catch (error) {
      throw toStoreError(error, 'refresh');
    }
  }

  #index(kind: 'assets' | 'users'): string {
    return kind === 'assets' ? this.settings.ES_ASSET_INDEX : this.settings.ES_USER_INDEX;
  }

  /** The mark of each concrete index behind the name; `null` where there is none. */
  async #marks(index: string): Promise<unknown[] | null> {
    try {
      const mappings = Object.values(await this.client.indices.getMapping({ index }));
      return mappings.length === 0
        ? null
        : mappings.map(({ mappings: { _meta } }): unknown => _meta?.created_by);
    } catch (error) {
      if (error instanceof errors.ResponseError && error.statusCode === 404) return null;
      throw error;
    }
  }

  async #write<D extends object>(
    index: string,
    documents: readonly D[],
    id: (document: D) => string,
  ): Promise<void> {
    const refused = await bulkIndex(this.client, index, documents, id).catch((error: unknown) => {
      throw toStoreError(error, `index '${index}'`);
    });
    if (refused.length === 0) return;
    const named = refused.slice(0, MOST_NAMED).map(({ id: of, error }) => `${of}: ${reasonOf(error)}`);
    const more = refused.length > named.length ? `, and ${refused.length - named.length} more` : '';
    throw new StoreError('elasticsearch', `index '${index}' refused ${named.join('; ')}${more}`);
  }
}

function reasonOf(error: estypes.ErrorCause | null): string {
  const deepest = error?.caused_by ?? error;
  return `${error?.type ?? 'unknown'}, ${deepest?.reason ?? 'no reason given'}`;
}
