import { describe, expect, it } from '@jest/globals';

import { keysByDatabase, looksLike, possiblePrefixes, redisVersion } from './redis-keys.js';

describe('keys of Redis', () => {
  it('suggest prefixes, those that were seen before those that are common', () => {
    const prefixes = possiblePrefixes(['feature:v2:video:123', 'VIDEO77', 'plain'], ['asset:', '']);
    expect(prefixes.slice(0, 2)).toEqual(['asset:', '']);
    expect(prefixes).toEqual(expect.arrayContaining(['feature:v2:video:', 'VIDEO', 'video:', 'user:']));
    expect(prefixes.indexOf('feature:v2:video:')).toBeLessThan(prefixes.indexOf('video:'));
    expect(
      possiblePrefixes(
        [...Array(50).keys()].map((i) => `p${i}:1`),
        [],
      ),
    ).toHaveLength(16);
  });

  it('are shown without the ids of anybody', () => {
    expect(looksLike(['user:38073944', 'user:1', 'a1b22'])).toEqual(['a#b#', 'user:#']);
  });

  it('are counted by database', () => {
    const info = '# Keyspace\r\ndb0:keys=3,expires=0,avg_ttl=0\r\ndb12:keys=45,expires=0\r\n';
    expect(keysByDatabase(info)).toEqual(
      new Map([
        [0, 3],
        [12, 45],
      ]),
    );
    expect(keysByDatabase('# Keyspace\r\n')).toEqual(new Map());
    expect(keysByDatabase(null)).toBeNull();
  });

  it('are of a server with a version, where it is told', () => {
    expect(redisVersion('# Server\r\nredis_version:7.0.15\r\nos:x')).toBe('7.0.15');
    expect(redisVersion(null)).toBeNull();
  });
});
