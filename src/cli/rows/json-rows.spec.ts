import { describe, expect, it } from '@jest/globals';

import { jsonRows } from './json-rows.js';

describe('rows of JSON Lines', () => {
  it('are objects, one per line; empty lines are skipped', () => {
    expect(jsonRows({ first: 3, texts: ['{"a":1}', '', '  {"b":[1,2]} '] })).toMatchObject([
      { line: 3, content: { a: 1 } },
      { line: 5, content: { b: [1, 2] } },
    ]);
  });

  it.each([
    ['{"a":', /^not JSON: /],
    ['[1]', /^not a JSON object$/],
    ['null', /^not a JSON object$/],
    ['7', /^not a JSON object$/],
  ])('reject %s', (text, problem) => {
    const [row] = jsonRows({ first: 1, texts: [text] });
    expect(row).toMatchObject({ line: 1, text, content: null });
    expect(row?.problem).toMatch(problem);
  });
});
