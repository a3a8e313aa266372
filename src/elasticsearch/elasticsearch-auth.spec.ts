import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { ElasticsearchSettings } from '../settings/elasticsearch.settings.js';
import { elasticsearchAuth } from './elasticsearch-auth.js';
import { elasticsearchNodes } from './elasticsearch-node.js';

function auth(environment: Record<string, string>) {
  const values = z.object(ElasticsearchSettings.shape).parse({ ES_HOST: 'localhost', ...environment });
  const settings = new ElasticsearchSettings(values);
  return elasticsearchAuth(settings, elasticsearchNodes(settings.ES_HOST!, settings.ES_PORT));
}

const amazon = 'search-x.eu-west-1.es.amazonaws.com';

describe('elasticsearchAuth', () => {
  it('is none without credentials', () => {
    expect(auth({})).toEqual({ kind: 'none' });
  });

  it('is basic where a user is named', () => {
    const expected = { kind: 'basic', username: 'app', password: 'secret' };
    expect(auth({ ES_USERNAME: 'app', ES_PASSWORD: 'secret' })).toEqual(expected);
    expect(auth({ ES_HOST: 'https://app:secret@es.example' })).toEqual(expected);
    expect(
      auth({ ES_HOST: 'https://old:old@es.example', ES_USERNAME: 'app', ES_PASSWORD: 'secret' }),
    ).toEqual(expected);
    expect(auth({ ES_HOST: 'es1.example,https://app:secret@es2.example' })).toEqual(expected);
    expect(auth({ ES_HOST: amazon, ES_USERNAME: 'app', ES_PASSWORD: 'secret' })).toEqual(expected);
  });

  it('prefers an API key', () => {
    expect(auth({ ES_API_KEY: 'a2V5', ES_USERNAME: 'app' })).toEqual({ kind: 'apikey', apiKey: 'a2V5' });
  });

  it('signs only for hosts of Amazon, whatever keys are there', () => {
    const keys = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'shh', AWS_REGION: 'us-east-1' };
    expect(auth(keys)).toEqual({ kind: 'none' });
    expect(auth({ ES_HOST: amazon, ...keys })).toEqual({
      kind: 'aws',
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKID', secretAccessKey: 'shh' },
    });
  });

  it('signs only where every host is Amazon’s', () => {
    expect(auth({ ES_HOST: `${amazon},es.example`, AWS_REGION: 'eu-west-1' })).toEqual({ kind: 'none' });
    expect(auth({ ES_HOST: `${amazon},${amazon}:8443` })).toMatchObject({ kind: 'aws', region: 'eu-west-1' });
  });

  it('finds the region in the host and leaves the keys to the usual chain', () => {
    expect(auth({ ES_HOST: amazon })).toEqual({ kind: 'aws', region: 'eu-west-1', credentials: null });
  });

  it('does as it is told', () => {
    expect(auth({ ES_AUTH: 'none', ES_HOST: amazon, ES_API_KEY: 'a2V5' })).toEqual({ kind: 'none' });
    expect(auth({ ES_AUTH: 'aws', AWS_REGION: 'eu-west-1' })).toMatchObject({ kind: 'aws' });
  });

  it.each([
    [{ ES_AUTH: 'basic' }, 'ES_AUTH=basic needs ES_USERNAME'],
    [{ ES_USERNAME: 'app' }, 'ES_AUTH=basic needs ES_PASSWORD'],
    [{ ES_AUTH: 'apikey' }, 'ES_AUTH=apikey needs ES_API_KEY'],
    [{ ES_AUTH: 'aws' }, 'ES_AUTH=aws needs AWS_REGION'],
    [{ ES_HOST: amazon, AWS_ACCESS_KEY_ID: 'AKID' }, 'ES_AUTH=aws needs AWS_SECRET_ACCESS_KEY'],
  ])('names what is missing: %j', (environment, message) => {
    expect(() => auth(environment)).toThrow(message);
  });
});
