import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { ALL_SETTINGS, settingNames } from './all-settings.js';
import { parseSettings } from './parse-settings.js';
import { settingsExample, withSettingsTables } from './settings-docs.js';

const example = readFileSync('.env.example', 'utf8');
const page = readFileSync('docs/configuration.md', 'utf8');

describe('documentation of the settings (`npm run docs:settings` writes it)', () => {
  it('.env.example is what the code says', () => {
    expect(example).toBe(settingsExample());
  });

  it('docs/configuration.md is what the code says', () => {
    expect(page).toBe(withSettingsTables(page));
  });

  it('has every setting', () => {
    for (const name of settingNames()) {
      expect(example).toContain(`\n${name}=`);
      expect(page).toContain(`| \`${name}\` `);
    }
  });

  it('.env.example changes nothing: its values are the defaults', () => {
    const copied = parseSettings(parseEnv(example));
    const empty = parseSettings({});
    for (const { settings } of ALL_SETTINGS) expect(copied.get(settings)).toEqual(empty.get(settings));
    expect(Object.keys(parseEnv(example)).sort()).toEqual(settingNames().sort());
  });

  it('says the default of every setting that has one', () => {
    const values = parseEnv(example);
    const unset = ALL_SETTINGS.flatMap(({ settings }) => Object.entries(settings.shape))
      .filter(([, schema]) => [undefined, ''].includes(schema.parse(undefined) as undefined))
      .map(([name]) => name);
    for (const name of settingNames())
      expect([name, values[name] === '']).toEqual([name, unset.includes(name)]);
    expect(values).toMatchObject({
      POOL_REFRESH_SECONDS: '30',
      APPROVED_STATUSES: 'approved',
      SERVE_WITHOUT_BLACKLIST: 'true',
      USER_FEATURES: 'prob_user_watch,user_vv',
    });
  });

  it('a page without a place for the tables is refused', () => {
    expect(() => withSettingsTables('# Configuration')).toThrow('no place for the settings');
  });
});
