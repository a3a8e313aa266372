import { describe, expect, it } from '@jest/globals';

import { ALL_SETTINGS, settingNames } from './all-settings.js';
import { ElasticsearchSettings } from './elasticsearch.settings.js';
import { parseSettings } from './parse-settings.js';
import { PoolSettings } from './pool.settings.js';
import { RequestSettings } from './request.settings.js';
import { RetrievalSettings } from './retrieval.settings.js';
import { SettingsError } from './setting-problem.js';
import { metaOf } from './setting.js';

const schemas = ALL_SETTINGS.flatMap(({ settings }) => Object.entries(settings.shape));

function problems(env: Record<string, string>): SettingsError {
  try {
    parseSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('accepted');
}

const bounds = schemas.flatMap(([name, schema]) => {
  const [, min, max] = /(-?[\d.]+)\.\.(-?[\d.]+)$/.exec(metaOf(schema).accepted) ?? [];
  return min === undefined ? [] : [{ name, min: Number(min), max: Number(max) }];
});

/** Settings that another one bounds, next to which a bound of their own is tried. */
const room: Record<string, string> = {
  CANDIDATES_TO_RETRIEVE: '10000',
  RECOMMENDATIONS_LIMIT: '1',
  POOL_REFRESH_SECONDS: '1',
  POOL_MAX_AGE_SECONDS: '86400',
  USER_READ_TIMEOUT_MS: '1',
  REQUEST_TIMEOUT_MS: '60000',
};

describe('settings', () => {
  it('start with nothing set at all', () => {
    const settings = parseSettings({});
    expect(settings.get(PoolSettings)).toEqual({
      POOL_REFRESH_SECONDS: 30,
      POOL_BUILD_TIMEOUT_MS: 5_000,
      POOL_MAX_AGE_SECONDS: 300,
      POOLS_MAX_MB: 256,
    });
    expect(settings.get(RequestSettings)).toEqual({
      REQUEST_TIMEOUT_MS: 250,
      USER_READ_TIMEOUT_MS: 30,
      SERVE_WITHOUT_BLACKLIST: true,
    });
  });

  it('have one name each, described', () => {
    expect(new Set(settingNames()).size).toBe(settingNames().length);
    for (const [name, schema] of schemas) {
      expect(name).toMatch(/^[A-Z][A-Z0-9_]+$/);
      expect(metaOf(schema).description).toMatch(/\.$/);
    }
  });

  it('are trimmed; an empty one counts as unset', () => {
    const settings = parseSettings({ ES_HOST: '  ', CANDIDATES_TO_RETRIEVE: ' 500 ', ES_PORT: '' });
    expect(settings.get(ElasticsearchSettings).ES_HOST).toBeUndefined();
    expect(settings.get(ElasticsearchSettings).ES_PORT).toBeUndefined();
    expect(settings.get(RetrievalSettings).CANDIDATES_TO_RETRIEVE).toBe(500);
  });

  it('cannot be changed', () => {
    const settings = parseSettings({}).get(PoolSettings) as { POOLS_MAX_MB: number };
    expect(() => {
      settings.POOLS_MAX_MB = 1;
    }).toThrow(TypeError);
  });

  it.each(bounds)('$name is $min to $max', ({ name, min, max }) => {
    for (const inside of [min, max]) {
      const found = { ...room, [name]: String(inside) };
      expect(() => parseSettings(found)).not.toThrow();
    }
    for (const outside of [min - 1, max + 1, 'many', '1e', '0x10']) {
      const { problems: found } = problems({ ...room, [name]: String(outside) });
      expect(found.map((problem) => problem.name)).toEqual([name]);
    }
  });

  it('bounds are tried on every setting with numbers', () => {
    expect(bounds.length).toBeGreaterThan(12);
  });

  it.each(schemas.filter(([, schema]) => metaOf(schema).accepted === 'true or false').map(([name]) => name))(
    '%s is true or false',
    (name) => {
      expect(() => parseSettings({ REDIS_IP: 'redis', [name]: 'true' })).not.toThrow();
      expect(() => parseSettings({ [name]: 'false' })).not.toThrow();
      expect(problems({ [name]: 'yes' }).message).toContain(`${name} = "yes": must be true or false`);
    },
  );

  it('lists all problems at once, with what was given and what is accepted', () => {
    const error = problems({
      CANDIDATES_TO_RETRIEVE: '20000',
      SERVE_WITHOUT_BLACKLIST: 'maybe',
      POOL_REFRESH_SECONDS: '60',
      POOL_MAX_AGE_SECONDS: '30',
      ES_PORT: '99999',
    });
    expect(error.message.split('\n')).toEqual([
      '4 settings do not work (all of them: docs/configuration.md):',
      '  ES_PORT = "99999": must be a whole number, 1..65535',
      '  CANDIDATES_TO_RETRIEVE = "20000": must be a whole number, 1..10000',
      '  SERVE_WITHOUT_BLACKLIST = "maybe": must be true or false',
      '  POOL_MAX_AGE_SECONDS = "30": must be at least POOL_REFRESH_SECONDS (60)',
    ]);
  });

  it('are never compared with one that is itself wrong', () => {
    const error = problems({ POOL_REFRESH_SECONDS: 'often', POOL_MAX_AGE_SECONDS: '5' });
    expect(error.problems.map(({ name }) => name)).toEqual(['POOL_REFRESH_SECONDS']);
  });

  it.each([
    [{ RECOMMENDATIONS_LIMIT: '50', CANDIDATES_TO_RETRIEVE: '20' }, 'RECOMMENDATIONS_LIMIT'],
    [{ USER_READ_TIMEOUT_MS: '300' }, 'USER_READ_TIMEOUT_MS'],
    [{ AWS_ACCESS_KEY_ID: 'id' }, 'AWS_SECRET_ACCESS_KEY'],
    [{ AWS_SECRET_ACCESS_KEY: 'key' }, 'AWS_ACCESS_KEY_ID'],
  ])('must agree: %j', (env, name) => {
    expect(problems(env).problems.map((problem) => problem.name)).toEqual([name]);
  });

  it('say that a store is meant to be embedded, in production', () => {
    const production = { NODE_ENV: 'production' };
    expect(problems(production).message).toContain(
      'ES_HOST is not set: must be set with NODE_ENV=production',
    );
    expect(problems({ ...production, ES_HOST: 'search' }).message).toContain('REDIS_IP is not set');
    expect(() => parseSettings({ ...production, ES_HOST: 'search', REDIS_IP: 'redis' })).not.toThrow();
    expect(() => parseSettings({ ...production, EMBEDDED: 'true' })).not.toThrow();
    expect(() => parseSettings({ ...production, ES_HOST: 'search' }, ['REDIS_IP'])).not.toThrow();
  });

  it('never show a secret, nor the credentials of a URL', () => {
    const error = problems({
      AWS_SECRET_ACCESS_KEY: 'hunter2',
      ES_PORT: 'http://elastic:hunter2@search/p@th',
      ES_HOST: 'ftp://elastic:hunter2@search',
    });
    expect(error.problems).toHaveLength(3);
    expect(error.message).not.toContain('hunter2');
  });

  it('mask every secret by what the documentation says of it', () => {
    const secrets = schemas.filter(([name]) => /SECRET|PASSWORD|TOKEN|API_KEY/.test(name));
    for (const [, schema] of secrets) expect(metaOf(schema).secret).toBe(true);
    expect(secrets.length).toBeGreaterThan(3);
  });

  it('show what was given without control characters, and not endlessly', () => {
    const error = problems({ ES_PORT: `\u001b[31m\n${'9'.repeat(500)}` });
    expect(error.message).not.toContain('\u001b');
    expect(error.message.split('\n')).toHaveLength(2);
    expect(error.message.length).toBeLessThan(250);
  });

  it('point out names that are one slip away from a setting', () => {
    const { warnings } = parseSettings({
      ES_HOTS: 'search',
      POOL_REFRESH_SECOND: '5',
      PATH: '/bin',
      ES_FOO: '',
    });
    expect(warnings).toEqual([
      'ES_HOTS is not a setting and has no effect: did you mean ES_HOST?',
      'POOL_REFRESH_SECOND is not a setting and has no effect: did you mean POOL_REFRESH_SECONDS?',
    ]);
  });
});
