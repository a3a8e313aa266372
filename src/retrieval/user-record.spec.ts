import { describe, expect, it } from '@jest/globals';

import { userRecord } from './user-record.js';

function read(source: unknown) {
  const malformed: string[] = [];
  const record = userRecord(source, (field) => malformed.push(field));
  return { country: record.country, blacklist: record.blacklist.ids, malformed };
}

describe('userRecord', () => {
  it('reads country and blacklist', () => {
    expect(read({ user_country: 'BR', user_blacklist: ['a', 'b'] })).toEqual({
      country: 'BR',
      blacklist: ['a', 'b'],
      malformed: [],
    });
  });

  it.each([undefined, null, {}, { user_country: null, user_blacklist: null }, { user_country: '' }, []])(
    'knows nothing from %j',
    (source) => {
      expect(read(source)).toEqual({ country: null, blacklist: [], malformed: [] });
    },
  );

  it.each([
    ['br', 'BR'],
    [' bR ', 'BR'],
    [['Brazil', 'us'], 'US'],
    [[null, ['PT']], 'PT'],
  ])('takes %j for the country %s', (user_country, country) => {
    expect(read({ user_country })).toMatchObject({ country, malformed: [] });
  });

  it.each(['Brazil', 'B', 'B1', 'ÃO', 55, true, { code: 'BR' }, ['Brazil', 55]].map((value) => [value]))(
    'does not take %j for a country, and says so',
    (user_country) => {
      expect(read({ user_country })).toMatchObject({ country: null, malformed: ['user_country'] });
    },
  );

  it.each([
    ['a', ['a']],
    [7, ['7']],
    [
      [7, '7', 'b', '', null, 'b'],
      ['7', 'b'],
    ],
    [
      [['a'], [['b']]],
      ['a', 'b'],
    ],
    [[], []],
  ])('takes the blacklist %j as %j', (user_blacklist, blacklist) => {
    expect(read({ user_blacklist })).toMatchObject({ blacklist, malformed: [] });
  });

  it.each([[true], [{ id: 'a' }], [1.5], [2 ** 53]])('leaves out %j, and says so', (odd) => {
    expect(read({ user_blacklist: ['a', odd, 'b'] })).toMatchObject({
      blacklist: ['a', 'b'],
      malformed: ['user_blacklist'],
    });
  });
});
