import { elasticsearchAuth, MissingLogin } from '../elasticsearch/elasticsearch-auth.js';
import { elasticsearchNodes } from '../elasticsearch/elasticsearch-node.js';
import { ElasticsearchSettings } from './elasticsearch.settings.js';
import type { SettingRule } from './setting-rule.js';

/** Settings that one of the logins cannot do without. */
const OF_LOGINS = ['ES_USERNAME', 'ES_PASSWORD', 'ES_API_KEY', 'AWS_REGION'];

/** What the settings of Elasticsearch must agree on. */
export const ELASTICSEARCH_RULES: readonly SettingRule[] = [
  ...OF_LOGINS.map((name) => ({
    name,
    dependsOn: ['ES_HOST', 'ES_AUTH'],
    advice: (settings: Parameters<SettingRule['advice']>[0]) => {
      const missing = missingLogin(settings.get(ElasticsearchSettings));
      return missing?.setting === name ? `must be set for ES_AUTH=${missing.kind}` : undefined;
    },
  })),
  {
    name: 'AWS_ACCESS_KEY_ID',
    dependsOn: [],
    advice: (settings) => {
      const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = settings.get(ElasticsearchSettings);
      return id === undefined && secret !== undefined
        ? 'goes together with AWS_SECRET_ACCESS_KEY'
        : undefined;
    },
  },
  {
    name: 'AWS_SECRET_ACCESS_KEY',
    dependsOn: [],
    advice: (settings) => {
      const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = settings.get(ElasticsearchSettings);
      return id !== undefined && secret === undefined ? 'goes together with AWS_ACCESS_KEY_ID' : undefined;
    },
  },
  {
    name: 'ES_CA_PATH',
    dependsOn: ['ES_HOST'],
    advice: (settings) => {
      const { ES_HOST, ES_CA_PATH } = settings.get(ElasticsearchSettings);
      if (ES_CA_PATH === undefined || ES_HOST === undefined) return undefined;
      const encrypted = elasticsearchNodes(ES_HOST).some(({ url }) => url.startsWith('https:'));
      return encrypted ? undefined : 'goes together with https:// in ES_HOST';
    },
  },
];

function missingLogin(settings: ElasticsearchSettings): MissingLogin | undefined {
  if (settings.ES_HOST === undefined) return undefined;
  try {
    elasticsearchAuth(settings, elasticsearchNodes(settings.ES_HOST, settings.ES_PORT));
    return undefined;
  } catch (error) {
    if (error instanceof MissingLogin) return error;
    throw error;
  }
}
