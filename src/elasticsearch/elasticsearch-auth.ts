import type { ElasticsearchSettings } from '../settings/elasticsearch.settings.js';
import { type ElasticsearchNode, isAmazonHost } from './elasticsearch-node.js';

/** How requests show who they come from. */
export type ElasticsearchAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'apikey'; readonly apiKey: string }
  | { readonly kind: 'aws'; readonly region: string; readonly credentials: AwsCredentials | null };

/** `null` in {@link ElasticsearchAuth}: found by the usual chain. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** @throws Error naming the setting that is missing */
export function elasticsearchAuth(
  settings: ElasticsearchSettings,
  node: ElasticsearchNode,
): ElasticsearchAuth {
  const kind = settings.ES_AUTH === 'auto' ? suggested(settings, node) : settings.ES_AUTH;
  switch (kind) {
    case 'none':
      return { kind };
    case 'apikey':
      return { kind, apiKey: needed('ES_API_KEY', settings.ES_API_KEY, kind) };
    case 'basic':
      return {
        kind,
        username: needed('ES_USERNAME', settings.ES_USERNAME ?? node.userInfo?.username, kind),
        password: needed('ES_PASSWORD', settings.ES_PASSWORD ?? node.userInfo?.password, kind),
      };
    case 'aws':
      return {
        kind,
        region: needed('AWS_REGION', settings.AWS_REGION ?? regionOf(node.host), kind),
        credentials: awsCredentials(settings),
      };
  }
}

function suggested(settings: ElasticsearchSettings, node: ElasticsearchNode) {
  if (settings.ES_API_KEY !== undefined) return 'apikey';
  if (settings.ES_USERNAME !== undefined || node.userInfo !== null) return 'basic';
  return isAmazonHost(node.host) ? 'aws' : 'none';
}

function awsCredentials(settings: ElasticsearchSettings): AwsCredentials | null {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = settings;
  if (AWS_ACCESS_KEY_ID === undefined && AWS_SECRET_ACCESS_KEY === undefined) return null;
  return {
    accessKeyId: needed('AWS_ACCESS_KEY_ID', AWS_ACCESS_KEY_ID, 'aws'),
    secretAccessKey: needed('AWS_SECRET_ACCESS_KEY', AWS_SECRET_ACCESS_KEY, 'aws'),
    ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
  };
}

/** `search-name-id.eu-west-1.es.amazonaws.com` */
function regionOf(host: string): string | undefined {
  return /\.([a-z\d-]+)\.es\.amazonaws\.com(\.cn)?$/i.exec(host)?.[1];
}

function needed(name: string, value: string | undefined, kind: string): string {
  if (value === undefined || value === '') throw new Error(`ES_AUTH=${kind} needs ${name}`);
  return value;
}
