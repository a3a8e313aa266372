import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { isTested, TESTED, testedVersions } from './tested-versions.js';

const rows = [...readFileSync('docs/tested-servers.md', 'utf8').matchAll(/^\| (\w+) +\| ([\d.]+) +\|/gm)].map(
  ([, product = '', version = '']) => ({ product, version }),
);

describe('versions that are tested', () => {
  it('are those of the page that the tests write', () => {
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(({ product, version }) => !isTested(product, version))).toEqual([]);
    const ran = new Set(rows.map(({ product, version }) => `${product} ${version.split('.')[0]}`));
    expect(new Set(TESTED.map(({ product, major }) => `${product} ${major}`))).toEqual(ran);
  });

  it.each([
    ['Elasticsearch', '8.18.2', false],
    ['Elasticsearch', '8.20.0', true],
    ['Elasticsearch', '10.0.0', false],
    ['OpenSearch', '3.0.0', false],
    ['Redis', '6.2.14', false],
    ['Redis', '7.4.1', true],
    ['Redis', '8.0.0', false],
    ['Redis', null, true],
    ['SQLite', '3.50.4', true],
    [null, '8.1.0', true],
  ])('%s %s: %s', (product, version, tested) => {
    expect(isTested(product, version)).toBe(tested);
  });

  it('are named to people', () => {
    expect(testedVersions(['Elasticsearch', 'OpenSearch'])).toBe(
      'Elasticsearch 8.19 or later of 8, Elasticsearch 9, OpenSearch 2',
    );
  });
});
