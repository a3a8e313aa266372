import { readFileSync } from 'node:fs';

import type { Client } from '@elastic/elasticsearch';

import type { ElasticsearchSettings } from '../settings/elasticsearch.settings.js';
import { type ElasticsearchAuth, elasticsearchAuth } from './elasticsearch-auth.js';
import { elasticsearchNodes } from './elasticsearch-node.js';
import { PlainJsonTransport } from './plain-json.transport.js';
import { signedConnection } from './signed-connection.js';

type ClientOptions = ConstructorParameters<typeof Client>[0];

/** For a caller that brings no signal of its own. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Below the idle time after which common load balancers drop a connection without a word. */
const KEEP_ALIVE_MS = 55_000;

/** @throws Error when `ES_HOST` is unset, what the login needs is missing, or `ES_CA_PATH` cannot be read */
export function elasticsearchOptions(settings: ElasticsearchSettings): ClientOptions {
  if (settings.ES_HOST === undefined) throw new Error('ES_HOST is not set');
  const nodes = elasticsearchNodes(settings.ES_HOST, settings.ES_PORT);
  return {
    nodes: nodes.map(({ url }) => url),
    Transport: PlainJsonTransport,
    requestTimeout: REQUEST_TIMEOUT_MS,
    maxRetries: Math.max(2, nodes.length),
    // Looking for `__proto__` in every answer costs as much as parsing it; fields are only read by name.
    disablePrototypePoisoningProtection: true,
    agent: { keepAliveTimeout: KEEP_ALIVE_MS, keepAliveMaxTimeout: KEEP_ALIVE_MS },
    ...(settings.ES_CA_PATH === undefined ? {} : { tls: { ca: readFileSync(settings.ES_CA_PATH) } }),
    ...loginOptions(elasticsearchAuth(settings, nodes)),
  };
}

function loginOptions(auth: ElasticsearchAuth): Partial<Pick<ClientOptions, 'auth' | 'Connection'>> {
  switch (auth.kind) {
    case 'none':
      return {};
    case 'basic':
      return { auth: { username: auth.username, password: auth.password } };
    case 'apikey':
      return { auth: { apiKey: auth.apiKey } };
    case 'aws':
      return { Connection: signedConnection(auth.region, auth.credentials) };
  }
}
