import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

import { afterAll, describe, expect, it } from '@jest/globals';

import { ElasticsearchSettings } from './elasticsearch.settings.js';
import { parseSettings } from './parse-settings.js';

const amazon = 'search-x.eu-west-1.es.amazonaws.com';

describe('settings of Elasticsearch', () => {
  const folder = mkdtempSync(join(tmpdir(), 'upnext-es-settings-'));
  const ES_CA_PATH = join(folder, 'ca.pem');
  writeFileSync(ES_CA_PATH, rootCertificates[0] ?? '');
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    {},
    { ES_HOST: 'es1,es2:9201' },
    { ES_HOST: 'https://app:secret@es' },
    { ES_HOST: amazon },
    { ES_HOST: 'es', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' },
    { ES_HOST: 'es', ES_AUTH: 'aws', AWS_REGION: 'eu-west-1' },
    { ES_HOST: 'http://es1,https://es2', ES_CA_PATH },
  ])('%j work', (environment) => {
    expect(parseSettings(environment).get(ElasticsearchSettings)).toMatchObject(environment);
  });

  it.each([
    [{ ES_HOST: 'es1,,es2' }, 'ES_HOST = "es1,,es2": must be a host name, an IP address, or a URL'],
    [{ ES_HOST: 'es', ES_AUTH: 'auto' }, 'ES_AUTH = "auto": must be one of none, basic, apikey, aws'],
    [{ ES_HOST: 'es', ES_AUTH: 'basic' }, 'ES_USERNAME is not set: must be set for ES_AUTH=basic'],
    [{ ES_HOST: 'es', ES_USERNAME: 'app' }, 'ES_PASSWORD is not set: must be set for ES_AUTH=basic'],
    [{ ES_HOST: 'es', ES_AUTH: 'apikey' }, 'ES_API_KEY is not set: must be set for ES_AUTH=apikey'],
    [{ ES_HOST: 'es', ES_AUTH: 'aws' }, 'AWS_REGION is not set: must be set for ES_AUTH=aws'],
    [{ ES_HOST: 'es', ES_CA_PATH }, 'goes together with https:// in ES_HOST'],
    [{ ES_HOST: 'https://es', ES_CA_PATH: `${ES_CA_PATH}.not` }, 'ES_CA_PATH'],
  ])('%j are refused by name', (environment, message) => {
    expect(() => parseSettings(environment)).toThrow(message);
  });
});
