import { describe, expect, it } from '@jest/globals';

import { redisNodes, shownNode } from './redis-nodes.js';

describe('redisNodes', () => {
  it.each([
    ['redis', [{ host: 'redis', port: 6379 }]],
    ['redis:7000', [{ host: 'redis', port: 7000 }]],
    [
      ' a , b:7001 ',
      [
        { host: 'a', port: 6379 },
        { host: 'b', port: 7001 },
      ],
    ],
    ['::1', [{ host: '::1', port: 6379 }]],
    ['[::1]', [{ host: '::1', port: 6379 }]],
    ['[fe80::1]:7000', [{ host: 'fe80::1', port: 7000 }]],
  ])('reads %j', (line, nodes) => {
    expect(redisNodes(line, 6_379)).toEqual(nodes);
  });

  it.each(['', 'a,', 'redis://a', 'a/0', 'a:b', 'a:0', 'a:99999', 'user@a'])('refuses %j', (line) => {
    expect(() => redisNodes(line, 6_379)).toThrow(/^must be comma-separated hosts/);
  });

  it('shows nodes as they may be given', () => {
    for (const line of ['redis:7000', '[::1]:7000']) {
      expect(redisNodes(line, 1).map(shownNode)).toEqual([line]);
    }
  });
});
