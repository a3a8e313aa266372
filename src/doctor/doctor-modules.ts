import { type DynamicModule, Module, type Provider } from '@nestjs/common';

import { storesInUse } from '../app.module.js';
import { ElasticsearchConnectionModule } from '../elasticsearch/elasticsearch-connection.module.js';
import { type Extensions, replacedPorts } from '../extensions.js';
import { FeatureStoreModule } from '../feature-store/feature-store.module.js';
import { RedisConnectionsModule } from '../redis/redis-connections.module.js';
import { RetrievalModule } from '../retrieval/retrieval.module.js';
import type { LoadedSettings } from '../settings/loaded-settings.js';
import { SettingsModule } from '../settings/settings.module.js';
import { SqliteModule } from '../sqlite/sqlite.module.js';
import { TelemetryModule } from '../telemetry/telemetry.module.js';
import { CatalogueFacts } from './catalogue-facts.js';
import { ElasticsearchCatalogueFacts } from './catalogue-facts.elasticsearch.js';
import { SqliteCatalogueFacts } from './catalogue-facts.sqlite.js';
import { FeatureFacts } from './feature-facts.js';
import { RedisFeatureFacts } from './feature-facts.redis.js';
import { SqliteFeatureFacts } from './feature-facts.sqlite.js';

const CATALOGUE: Readonly<Record<'elasticsearch' | 'sqlite', Provider>> = {
  elasticsearch: { provide: CatalogueFacts, useClass: ElasticsearchCatalogueFacts },
  sqlite: { provide: CatalogueFacts, useClass: SqliteCatalogueFacts },
};

const FEATURES: Readonly<Record<'redis' | 'sqlite', Provider>> = {
  redis: { provide: FeatureFacts, useClass: RedisFeatureFacts },
  sqlite: { provide: FeatureFacts, useClass: SqliteFeatureFacts },
};

/** Catalogue and users alone, as they are; the other store may not work. */
@Module({})
export class CatalogueUnderExamination {
  static register(settings: LoadedSettings): DynamicModule {
    const { index } = storesInUse(settings);
    const connection =
      index === 'sqlite' ? SqliteModule.register({ sampleWorld: false }) : ElasticsearchConnectionModule;
    return {
      module: CatalogueUnderExamination,
      imports: [
        SettingsModule.register(settings),
        TelemetryModule,
        RetrievalModule.register({ index, check: false, imports: [connection] }),
        connection,
      ],
      providers: [CATALOGUE[index]],
    };
  }
}

/** Features alone. Where another store stands in there is no `FeatureFacts`: nobody here knows how to look into it. */
@Module({})
export class FeaturesUnderExamination {
  static register(settings: LoadedSettings, extensions: Extensions): DynamicModule {
    const { store } = storesInUse(settings);
    const { featureStore } = replacedPorts(extensions);
    const theirs = extensions.imports ?? [];
    const common = [SettingsModule.register(settings), TelemetryModule, ...theirs];
    if (featureStore !== undefined) {
      const features = FeatureStoreModule.register({ store: featureStore, imports: theirs });
      return { module: FeaturesUnderExamination, imports: [...common, features] };
    }
    const connection =
      store === 'sqlite' ? SqliteModule.register({ sampleWorld: false }) : RedisConnectionsModule;
    return {
      module: FeaturesUnderExamination,
      imports: [...common, FeatureStoreModule.register({ store, imports: [connection] }), connection],
      providers: [FEATURES[store]],
    };
  }
}
