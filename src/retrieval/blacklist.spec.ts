import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Blacklist, endOfPlainStrings } from './blacklist.js';
import { IdTable } from './id-table.js';

function positionsOf(blacklist: Blacklist, ids: readonly string[]): number[] {
  const found = new Set<number>();
  blacklist.forEachIn(new IdTable(ids), (position) => found.add(position));
  return [...found].sort((a, b) => a - b);
}

/** Short ids of few characters, so that they repeat, begin alike and collide; among them what JSON has to escape. */
const id = fc.string({
  unit: fc.constantFrom('a', 'b', '7', '"', '\\', '日', '\n', ','),
  minLength: 1,
  maxLength: 4,
});

describe('Blacklist', () => {
  it('finds in a table what is in it, whether given as text or as strings', () => {
    fc.assert(
      fc.property(fc.array(id), fc.uniqueArray(id), (listed, pool) => {
        const expected = pool.flatMap((each, position) => (listed.includes(each) ? [position] : []));
        expect(positionsOf(Blacklist.of(listed), pool)).toEqual(expected);
        const text = Blacklist.ofJson(JSON.stringify(listed));
        if (text === null) {
          expect(listed.some((each) => JSON.stringify(each).includes('\\'))).toBe(true);
          return;
        }
        expect(positionsOf(text, pool)).toEqual(expected);
        expect(text.ids).toEqual([...new Set(listed)]);
        // Once somebody has asked for the ids, too.
        expect(positionsOf(text, pool)).toEqual(expected);
      }),
    );
  });

  it.each(['[]', '["a"]', '["a","b"]', '["日本","a, b"]'])('leaves %s as text', (json) => {
    expect(Blacklist.ofJson(json)?.ids).toEqual(JSON.parse(json));
  });

  it.each([
    '',
    '[',
    'null',
    '"a"',
    '[1]',
    '["a",1]',
    '[""]',
    '["a",""]',
    '["a\\n"]',
    '["a", "b"]',
    '[["a"]]',
    '["a"] ',
    '["a"',
    '["a',
  ])('does not take %s for an array of plain strings', (json) => {
    expect(Blacklist.ofJson(json)).toBeNull();
  });

  it('says where an array ends within a text', () => {
    expect(endOfPlainStrings('x["a","b"],"c"]', 1)).toBe(10);
    expect(endOfPlainStrings('x["a"],"\\n"', 1)).toBe(6);
  });
});
