import { type DynamicModule, Module, type ModuleMetadata, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';

import type { Replacement } from '../extensions.js';
import { FeatureDeclarations } from '../ranking/feature-declarations.js';
import { FeatureCatalogue } from './feature-catalogue.js';
import { FeatureStore } from './feature-store.js';
import { RedisFeatureStore } from './feature-store.redis.js';
import { SqliteFeatureStore } from './feature-store.sqlite.js';
import { FeatureWriter } from './feature-writer.js';
import { RedisFeatureWriter } from './feature-writer.redis.js';
import { SqliteFeatureWriter } from './feature-writer.sqlite.js';
import { AgeDaysFeature } from './features/age-days.feature.js';
import { CountryMatchFeature } from './features/country-match.feature.js';
import { HourOfDayFeature } from './features/hour-of-day.feature.js';
import { PrimaryCategoryFeature } from './features/primary-category.feature.js';
import { SecondaryCategoryFeature } from './features/secondary-category.feature.js';

export interface FeatureStoreOptions {
  /** Where stored features are kept, or a provider of another `FeatureStore`: that one is not written to. */
  readonly store: 'redis' | 'sqlite' | Replacement;
  /** The modules that connect to it. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

const STORES: Readonly<Record<'redis' | 'sqlite', Provider[]>> = {
  redis: [
    { provide: FeatureStore, useClass: RedisFeatureStore },
    { provide: FeatureWriter, useClass: RedisFeatureWriter },
  ],
  sqlite: [
    { provide: FeatureStore, useClass: SqliteFeatureStore },
    { provide: FeatureWriter, useClass: SqliteFeatureWriter },
  ],
};

/** What is known of assets and users as numbers and categories: stored, and computed. */
@Module({})
export class FeatureStoreModule {
  static register({ store, imports }: FeatureStoreOptions): DynamicModule {
    const own = typeof store === 'string';
    return {
      module: FeatureStoreModule,
      global: true,
      imports: [DiscoveryModule, ...imports],
      providers: [
        ...(own ? STORES[store] : [store]),
        AgeDaysFeature,
        CountryMatchFeature,
        HourOfDayFeature,
        PrimaryCategoryFeature,
        SecondaryCategoryFeature,
        FeatureCatalogue,
        { provide: FeatureDeclarations, useExisting: FeatureCatalogue },
      ],
      exports: [FeatureStore, ...(own ? [FeatureWriter] : []), FeatureCatalogue, FeatureDeclarations],
    };
  }
}
