import { z } from 'zod';

import { elasticsearchNodes } from '../elasticsearch/elasticsearch-node.js';
import { certificateFile } from './certificate-file.js';
import { optionalPort, optionalText, text, textReadBy } from './setting.js';
import { settings } from './settings.js';

const AUTH = 'one of none, basic, apikey, aws';

/** The catalogue and the users in Elasticsearch or OpenSearch, and how to log in there. */
export class ElasticsearchSettings extends settings({
  ES_HOST: textReadBy(elasticsearchNodes, {
    description:
      'Where Elasticsearch or OpenSearch answers: a bare host (http; https where it ends in amazonaws.com) or a URL, or several nodes of one cluster. Unset: the embedded store.',
    accepted: 'host or URL, or several with commas between',
  }),
  ES_PORT: optionalPort({
    description:
      'Port of the hosts in ES_HOST that say none themselves. Unset: 443 for https, 9200 for http.',
  }),
  ES_ASSET_INDEX: text('assets', {
    description: 'Index, alias or data stream that holds the catalogue.',
    accepted: 'name of an index, alias or data stream',
  }),
  ES_USER_INDEX: text('users', {
    description: 'Index or alias that holds the users: country and blacklist.',
    accepted: 'name of an index or alias',
  }),
  ES_USER_KEY: optionalText({
    description:
      'Field of the user index that holds the user id. Unset: the document id, which is faster to read.',
    accepted: 'name of a field',
  }),
  ES_CA_PATH: certificateFile({
    description:
      "Certificates of the authority that signed Elasticsearch's own, for https; no other is trusted then. Unset: the authorities that Node knows, and those of NODE_EXTRA_CA_CERTS.",
  }),
  ES_AUTH: z.enum(['none', 'basic', 'apikey', 'aws'], `must be ${AUTH}`).optional().meta({
    description:
      'How to log in to Elasticsearch. Unset: apikey where ES_API_KEY is set, basic where ES_USERNAME is set or ES_HOST carries a user, aws where all hosts end in amazonaws.com, none otherwise.',
    accepted: AUTH,
  }),
  ES_USERNAME: optionalText({ description: 'User for basic authentication.' }),
  ES_PASSWORD: optionalText({ description: 'Password for basic authentication.', secret: true }),
  ES_API_KEY: optionalText({
    description: 'API key in its encoded form (base64 of id:key).',
    accepted: 'text, base64',
    secret: true,
  }),
  AWS_REGION: optionalText({
    description:
      'Region that requests to Amazon OpenSearch Service are signed for (ES_AUTH=aws). Unset: the one in ES_HOST, where it is there.',
    accepted: 'name of a region, as eu-west-1',
  }),
  AWS_ACCESS_KEY_ID: optionalText({
    description:
      'Access key that requests to Amazon OpenSearch Service are signed with (ES_AUTH=aws); not used for anything else. Unset: the usual chain (profile, web identity, container, instance role).',
  }),
  AWS_SECRET_ACCESS_KEY: optionalText({ description: 'Secret of AWS_ACCESS_KEY_ID.', secret: true }),
  AWS_SESSION_TOKEN: optionalText({
    description: 'Session token, where AWS_ACCESS_KEY_ID is a temporary key.',
    secret: true,
  }),
}) {}
