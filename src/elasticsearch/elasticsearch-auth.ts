import type { ElasticsearchSettings } from '../settings/elasticsearch.settings.js';
import { type ElasticsearchNodes, isAmazonHost } from './elasticsearch-node.js';

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

/** A setting that the login needs is not set. */
export class MissingLogin extends Error {
  override readonly name = 'MissingLogin';

  constructor(
    readonly setting: string,
    readonly kind: string,
  ) {
    super(`ES_AUTH=${kind} needs ${setting}`);
  }
}

/**
 * What `ES_AUTH` says. Unset: by API key where there is one, by password where there is a user, by signature where
 * every host is Amazon's, else not at all.
 *
 * @throws MissingLogin
 */
export function elasticsearchAuth(
  settings: ElasticsearchSettings,
  nodes: ElasticsearchNodes,
): ElasticsearchAuth {
  const kind = settings.ES_AUTH ?? suggested(settings, nodes);
  const userInfo = nodes.find((node) => node.userInfo !== null)?.userInfo;
  switch (kind) {
    case 'none':
      return { kind };
    case 'apikey':
      return { kind, apiKey: needed('ES_API_KEY', settings.ES_API_KEY, kind) };
    case 'basic':
      return {
        kind,
        username: needed('ES_USERNAME', settings.ES_USERNAME ?? userInfo?.username, kind),
        password: needed('ES_PASSWORD', settings.ES_PASSWORD ?? userInfo?.password, kind),
      };
    case 'aws':
      return {
        kind,
        region: needed('AWS_REGION', settings.AWS_REGION ?? regionOf(nodes[0].host), kind),
        credentials: awsCredentials(settings),
      };
  }
}

function suggested(settings: ElasticsearchSettings, nodes: ElasticsearchNodes) {
  if (settings.ES_API_KEY !== undefined) return 'apikey';
  if (settings.ES_USERNAME !== undefined || nodes.some(({ userInfo }) => userInfo !== null)) return 'basic';
  return nodes.every(({ host }) => isAmazonHost(host)) ? 'aws' : 'none';
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
  if (value === undefined || value === '') throw new MissingLogin(name, kind);
  return value;
}
