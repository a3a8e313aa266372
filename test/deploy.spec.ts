import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { ALL_SETTINGS, settingNames } from '../src/settings/all-settings.js';

const EXAMPLES = 'deploy/helm/examples';
const read = (path: string) => readFileSync(path, 'utf8');
const known = new Set(settingNames());

/** Whatever looks like a setting: capitals at the beginning of a line. */
const named = (text: string) =>
  [...text.matchAll(/^\s*([A-Z]{2,}(?:_[A-Z]+)*)[:=]/gm)].map(([, name]) => name!);

describe('what is deployed with', () => {
  it.each([
    'deploy/helm/upnext/values.yaml',
    ...readdirSync(EXAMPLES).map((name) => `${EXAMPLES}/${name}`),
    'deploy/compose/stores.env',
  ])('%s names settings that there are', (path) => {
    const names = named(read(path));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  it('takes every secret setting by reference only', () => {
    const secrets = ALL_SETTINGS.flatMap(({ settings }) =>
      Object.entries(settings.shape)
        .filter(([, setting]) => setting.meta()?.secret === true)
        .map(([name]) => name),
    );
    const list = /\$secretSettings := list (.*) -}}/.exec(
      read('deploy/helm/upnext/templates/_checks.tpl'),
    )?.[1];
    expect(list?.replaceAll('"', '').split(' ')).toEqual(secrets.toSorted());
  });

  it('is started by the image as by `npm run start:prod`', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const command = /^CMD (\[.*\])$/m.exec(read('Dockerfile'))?.[1] ?? '[]';
    expect((JSON.parse(command) as string[]).join(' ')).toBe(scripts['start:prod']);
    expect(scripts.start).toBe(scripts['start:prod']);
  });

  it('sets every setting that says where compose keeps its own stores, so that none of .env is left', () => {
    const stores = ALL_SETTINGS.filter(({ title }) => ['Elasticsearch', 'Redis'].includes(title));
    const names = stores.flatMap(({ settings }) => Object.keys(settings.shape));
    const set = new Set(named(read('deploy/compose/stores.env')));
    expect(names.filter((name) => !set.has(name))).toEqual([]);
  });
});
