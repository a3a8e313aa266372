import { describe, expect, it } from '@jest/globals';

import { Blacklist } from './blacklist.js';
import { parseUserAnswer } from './user-answer.js';

/** The same value with blacklists as arrays, to be compared with what JSON says. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (each instanceof Blacklist ? each.ids : each)),
  );
}

describe('parseUserAnswer', () => {
  it.each([
    { found: false, _id: 'u' },
    { found: true, _source: { user_country: 'BR', user_blacklist: ['a', 'b'] } },
    { found: true, _source: { user_blacklist: [], user_country: null } },
    { found: true, _source: { user_blacklist: ['a', 7, null, ['b']] } },
    { found: true, _source: { user_blacklist: ['a\n', '"user_blacklist":["x"]', 'b'] } },
    { found: true, _source: { user_country: '"user_blacklist":["x"]', user_blacklist: ['b'] } },
    { found: true, _id: '"user_blacklist":["x"]', _source: { user_blacklist: 'a' } },
    { docs: [] },
    {
      docs: [
        { found: true, _source: { user_blacklist: ['a'] } },
        { found: false },
        { error: { type: 'x', user_blacklist: 'none' } },
        { found: true, _source: { user_blacklist: ['b', 'c', 1] } },
        { found: true, _source: { user_blacklist: ['d', 'e'] } },
        { found: true, _source: {} },
      ],
    },
  ])('says what JSON says: %j', (answer) => {
    expect(plain(parseUserAnswer(JSON.stringify(answer)))).toEqual(answer);
  });

  it('leaves the ids of plain blacklists as they are', () => {
    const { docs } = parseUserAnswer('{"docs":[{"_source":{"user_blacklist":["a","b"]}}]}');
    const source = docs?.[0]?._source as { user_blacklist: unknown };
    expect(source.user_blacklist).toBeInstanceOf(Blacklist);
  });

  it('throws for what is no JSON', () => {
    expect(() => parseUserAnswer('<html>')).toThrow(SyntaxError);
  });
});
