import { describe, expect, it } from '@jest/globals';

import type { IndexServer } from './catalogue-facts.js';
import { catalogueStoreFindings } from './catalogue-store-findings.js';

const server: IndexServer = {
  product: 'Elasticsearch',
  version: '9.1.0',
  health: { status: 'green', nodes: 3 },
};

function levels(more: Partial<IndexServer>, reads: readonly number[] = [1, 2, 3]) {
  return catalogueStoreFindings({
    where: 'http://x',
    indices: { assets: 'assets', users: 'users' },
    server: { value: { ...server, ...more } },
    assets: { value: undefined },
    users: { value: reads },
    userReadTimeoutMs: 30,
  }).map(({ level, found }) => `${level} ${found}`);
}

describe('the store of the catalogue', () => {
  it.each([
    ['Elasticsearch', '8.19.16', 'ok'],
    ['Elasticsearch', '9.5.3', 'ok'],
    ['Elasticsearch', '8.18.9', 'warning'],
    ['Elasticsearch', '7.17.0', 'warning'],
    ['OpenSearch', '2.19.6', 'ok'],
    ['OpenSearch', '3.0.0', 'warning'],
    ['OpenSearch', null, 'ok'],
    [null, '8.19.0', 'ok'],
  ])('%s %s is %s', (product, version, level) => {
    expect(levels({ product, version })[0]).toMatch(new RegExp(`^${level} `));
  });

  it.each([
    ['green', 3, []],
    ['yellow', 1, []],
    ['yellow', 3, ['warning the cluster is yellow']],
    ['red', 1, ['problem the cluster is red']],
  ])('that is %s with %d nodes', (status, nodes, said) => {
    const found = levels({ health: { status, nodes } });
    expect(found[0]).toMatch(new RegExp(`${status}, ${nodes} nodes?$`));
    expect(found.slice(1, -1).map((line) => line.split(':')[0])).toEqual(said);
  });

  it.each([
    ['fast', [1, 2, 3], 'ok'],
    ['fast but once', [1, 2, 300], 'ok'],
    ['near the limit', [16, 17, 18], 'warning'],
    ['mostly too slow', [29, 40, 50], 'warning'],
    ['always too slow', [31, 40, 50], 'problem'],
  ])('that reads users %s', (_, reads, level) => {
    expect(levels({}, reads).at(-1)).toMatch(
      new RegExp(`^${level} both indices can be read; one user takes`),
    );
  });
});
