import { ELASTICSEARCH_RULES } from './elasticsearch-rules.js';
import { ElasticsearchSettings } from './elasticsearch.settings.js';
import { EmbeddedSettings } from './embedded.settings.js';
import { HttpSettings } from './http.settings.js';
import type { LoadedSettings } from './loaded-settings.js';
import { PoolSettings } from './pool.settings.js';
import { REDIS_RULES } from './redis-rules.js';
import { RedisSettings } from './redis.settings.js';
import { RequestSettings } from './request.settings.js';
import { RetrievalSettings } from './retrieval.settings.js';
import type { SettingRule } from './setting-rule.js';

export const SETTING_RULES: readonly SettingRule[] = [
  {
    name: 'ES_HOST',
    dependsOn: ['EMBEDDED'],
    advice: (settings, nodeEnv) =>
      settings.get(ElasticsearchSettings).ES_HOST === undefined ? unlessMeant(settings, nodeEnv) : undefined,
  },
  {
    name: 'REDIS_IP',
    dependsOn: ['EMBEDDED'],
    advice: (settings, nodeEnv) =>
      settings.get(RedisSettings).REDIS_IP === undefined ? unlessMeant(settings, nodeEnv) : undefined,
  },
  ...REDIS_RULES,
  ...ELASTICSEARCH_RULES,
  {
    name: 'RECOMMENDATIONS_LIMIT',
    dependsOn: ['CANDIDATES_TO_RETRIEVE'],
    advice: (settings) => {
      const { CANDIDATES_TO_RETRIEVE: most } = settings.get(RetrievalSettings);
      const { RECOMMENDATIONS_LIMIT: limit } = settings.get(HttpSettings);
      return limit > most ? `must be at most CANDIDATES_TO_RETRIEVE (${most})` : undefined;
    },
  },
  {
    name: 'POOL_MAX_AGE_SECONDS',
    dependsOn: ['POOL_REFRESH_SECONDS'],
    advice: (settings) => {
      const pools = settings.get(PoolSettings);
      return pools.POOL_MAX_AGE_SECONDS < pools.POOL_REFRESH_SECONDS
        ? `must be at least POOL_REFRESH_SECONDS (${pools.POOL_REFRESH_SECONDS})`
        : undefined;
    },
  },
  {
    name: 'USER_READ_TIMEOUT_MS',
    dependsOn: ['REQUEST_TIMEOUT_MS'],
    advice: (settings) => {
      const request = settings.get(RequestSettings);
      return request.USER_READ_TIMEOUT_MS > request.REQUEST_TIMEOUT_MS
        ? `must be at most REQUEST_TIMEOUT_MS (${request.REQUEST_TIMEOUT_MS})`
        : undefined;
    },
  },
];

/** In production nobody serves the sample world by mistake. */
function unlessMeant(settings: LoadedSettings, nodeEnv: string | undefined): string | undefined {
  return nodeEnv === 'production' && !settings.get(EmbeddedSettings).EMBEDDED
    ? 'must be set with NODE_ENV=production; EMBEDDED=true says that the embedded store is meant'
    : undefined;
}
