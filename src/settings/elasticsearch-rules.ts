import { elasticsearchAuth, MissingLogin } from '../elasticsearch/elasticsearch-auth.js';
import { elasticsearchNodes } from '../elasticsearch/elasticsearch-node.js';
import { ElasticsearchSettings } from './elasticsearch.settings.js';
import { rulesOf, type SettingRule } from './setting-rule.js';

/** Settings that one of the logins cannot do without. */
const OF_LOGINS = ['ES_USERNAME', 'ES_PASSWORD', 'ES_API_KEY', 'AWS_REGION'];

const rule = rulesOf(ElasticsearchSettings);

/** What the settings of Elasticsearch must agree on. */
export const ELASTICSEARCH_RULES: readonly SettingRule[] = [
  ...OF_LOGINS.map((name) =>
    rule(name, ['ES_HOST', 'ES_AUTH'], (settings) => {
      const missing = missingLogin(settings);
      return missing?.setting === name ? `must be set for ES_AUTH=${missing.kind}` : undefined;
    }),
  ),
  rule('AWS_ACCESS_KEY_ID', [], ({ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret }) =>
    id === undefined && secret !== undefined ? 'goes together with AWS_SECRET_ACCESS_KEY' : undefined,
  ),
  rule('AWS_SECRET_ACCESS_KEY', [], ({ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret }) =>
    id !== undefined && secret === undefined ? 'goes together with AWS_ACCESS_KEY_ID' : undefined,
  ),
  rule('ES_CA_PATH', ['ES_HOST'], ({ ES_HOST, ES_CA_PATH }) => {
    if (ES_CA_PATH === undefined || ES_HOST === undefined) return undefined;
    const encrypted = elasticsearchNodes(ES_HOST).some(({ url }) => url.startsWith('https:'));
    return encrypted ? undefined : 'goes together with https:// in ES_HOST';
  }),
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
