import { type DynamicModule, Module, type ModuleMetadata, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';

import { AssetIndex } from './asset-index.js';
import { AssetIndexCheck } from './asset-index-check.elasticsearch.js';
import { ElasticsearchAssetIndex } from './asset-index.elasticsearch.js';
import { SqliteAssetIndex } from './asset-index.sqlite.js';
import { CandidateSources } from './candidate-sources.js';
import { CatalogueWriter } from './catalogue-writer.js';
import { ElasticsearchCatalogueWriter } from './catalogue-writer.elasticsearch.js';
import { SqliteCatalogueWriter } from './catalogue-writer.sqlite.js';
import { GlobalSource } from './sources/global.source.js';
import { LocalSource } from './sources/local.source.js';
import { UserIndex } from './user-index.js';
import { ElasticsearchUserIndex } from './user-index.elasticsearch.js';
import { SqliteUserIndex } from './user-index.sqlite.js';

export interface RetrievalOptions {
  /** Where catalogue and users are kept. */
  readonly index: 'elasticsearch' | 'sqlite';
  /** Whether to say at the start what would leave the lists empty; not where the index is about to be filled. */
  readonly check: boolean;
  /** The module that connects to it. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

const INDICES: Readonly<Record<RetrievalOptions['index'], Provider[]>> = {
  elasticsearch: [
    ElasticsearchAssetIndex,
    { provide: AssetIndex, useExisting: ElasticsearchAssetIndex },
    { provide: UserIndex, useClass: ElasticsearchUserIndex },
    { provide: CatalogueWriter, useClass: ElasticsearchCatalogueWriter },
  ],
  sqlite: [
    { provide: AssetIndex, useClass: SqliteAssetIndex },
    { provide: UserIndex, useClass: SqliteUserIndex },
    { provide: CatalogueWriter, useClass: SqliteCatalogueWriter },
  ],
};

const CHECKS: Readonly<Record<RetrievalOptions['index'], Provider[]>> = {
  elasticsearch: [AssetIndexCheck],
  sqlite: [],
};

/** Which assets there are, who the viewer is, and which candidates are proposed. */
@Module({})
export class RetrievalModule {
  static register({ index, check, imports }: RetrievalOptions): DynamicModule {
    return {
      module: RetrievalModule,
      global: true,
      imports: [DiscoveryModule, ...imports],
      providers: [
        ...INDICES[index],
        ...(check ? CHECKS[index] : []),
        CandidateSources,
        LocalSource,
        GlobalSource,
      ],
      exports: [AssetIndex, UserIndex, CatalogueWriter, CandidateSources],
    };
  }
}
