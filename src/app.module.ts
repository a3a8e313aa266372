import { fileURLToPath } from 'node:url';

import { type DynamicModule, Module } from '@nestjs/common';

import { ElasticsearchConnectionModule } from './elasticsearch/elasticsearch-connection.module.js';
import { type Extensions, replacedPorts } from './extensions.js';
import { FeatureStoreModule } from './feature-store/feature-store.module.js';
import { HealthModule } from './health/health.module.js';
import { RankingModule } from './ranking/ranking.module.js';
import { RecommendationModule } from './recommendation/recommendation.module.js';
import { RedisConnectionsModule } from './redis/redis-connections.module.js';
import { RetrievalModule } from './retrieval/retrieval.module.js';
import { ElasticsearchSettings } from './settings/elasticsearch.settings.js';
import type { LoadedSettings } from './settings/loaded-settings.js';
import { RedisSettings } from './settings/redis.settings.js';
import { SettingsModule } from './settings/settings.module.js';
import { SqliteModule } from './sqlite/sqlite.module.js';
import { TelemetryModule } from './telemetry/telemetry.module.js';

export interface AppOptions extends Extensions {
  readonly settings: LoadedSettings;
  /**
   * `serve`: everything, and an empty embedded store is filled with the sample world. `import`: the stores alone,
   * as they are, without extensions; no model is needed and no pool is built.
   */
  readonly role: 'serve' | 'import';
}

/** Learned from the sample world; ranks it where no other model is named. */
const SAMPLE_MODEL = fileURLToPath(new URL('../models/sample/model.txt', import.meta.url));

/** The whole application, and the one place that chooses stores: Elasticsearch and Redis where named, else SQLite. */
@Module({})
export class AppModule {
  /** @throws Error for a replacement of what cannot be replaced */
  static register({ settings, role, imports = [], replace = [] }: AppOptions): DynamicModule {
    const { index, store } = storesInUse(settings);
    const { featureStore, ranker } = replacedPorts({ replace: role === 'serve' ? replace : [] });
    const sqlite = SqliteModule.register({ sampleWorld: role === 'serve' });
    const stores = [
      SettingsModule.register(settings),
      TelemetryModule,
      RetrievalModule.register({
        index,
        check: role === 'serve',
        imports: [index === 'sqlite' ? sqlite : ElasticsearchConnectionModule],
      }),
      featureStore === undefined
        ? FeatureStoreModule.register({
            store,
            imports: [store === 'sqlite' ? sqlite : RedisConnectionsModule],
          })
        : FeatureStoreModule.register({ store: featureStore, imports }),
    ];
    if (role === 'import') return { module: AppModule, imports: stores };
    return {
      module: AppModule,
      imports: [
        ...stores,
        RankingModule.register({
          defaultModelPath: defaultModelPath(settings, { replace }),
          ranker,
          imports,
        }),
        RecommendationModule,
        HealthModule,
        ...imports,
      ],
    };
  }
}

/** Which stores the settings name. */
export function storesInUse(settings: LoadedSettings): {
  index: 'elasticsearch' | 'sqlite';
  store: 'redis' | 'sqlite';
} {
  return {
    index: settings.get(ElasticsearchSettings).ES_HOST === undefined ? 'sqlite' : 'elasticsearch',
    store: settings.get(RedisSettings).REDIS_IP === undefined ? 'sqlite' : 'redis',
  };
}

/** The model where `MODEL_PATH` is unset: the sample world's where nothing but that is there. */
export function defaultModelPath(settings: LoadedSettings, extensions: Extensions): string | undefined {
  const { index, store } = storesInUse(settings);
  const { featureStore } = replacedPorts(extensions);
  return index === 'sqlite' && store === 'sqlite' && featureStore === undefined ? SAMPLE_MODEL : undefined;
}
