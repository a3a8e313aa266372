import { ElasticsearchSettings } from './elasticsearch.settings.js';
import { EmbeddedSettings } from './embedded.settings.js';
import { FeatureStoreSettings } from './feature-store.settings.js';
import { HttpSettings } from './http.settings.js';
import { PoolSettings } from './pool.settings.js';
import { RankingSettings } from './ranking.settings.js';
import { RedisSettings } from './redis.settings.js';
import { RequestSettings } from './request.settings.js';
import { RetrievalSettings } from './retrieval.settings.js';
import type { AnySettingsClass } from './settings.js';

/** One concern's settings, as the documentation presents them. */
export interface Concern {
  readonly title: string;
  readonly settings: AnySettingsClass;
}

/** Every setting there is, by concern, in the order of the documentation. */
export const ALL_SETTINGS: readonly Concern[] = [
  { title: 'Elasticsearch', settings: ElasticsearchSettings },
  { title: 'Redis', settings: RedisSettings },
  { title: 'Embedded store', settings: EmbeddedSettings },
  { title: 'Candidates', settings: RetrievalSettings },
  { title: 'Features', settings: FeatureStoreSettings },
  { title: 'Ranking', settings: RankingSettings },
  { title: 'Prepared pools', settings: PoolSettings },
  { title: 'Requests', settings: RequestSettings },
  { title: 'HTTP, shutdown and logs', settings: HttpSettings },
];

/** Names of all settings. */
export function settingNames(): string[] {
  return ALL_SETTINGS.flatMap(({ settings }) => Object.keys(settings.shape));
}
