import { describe, expect, it } from '@jest/globals';

import { RankingSettings } from './ranking.settings.js';

describe('PRIOR_COMPLETION', () => {
  const schema = RankingSettings.shape.PRIOR_COMPLETION;

  it('is 0.2 where it is unset', () => {
    expect(schema.parse(undefined)).toBe(0.2);
  });

  it.each(['0.5', '1e-3', '.99'])('may be %s', (text) => {
    expect(schema.parse(text)).toBe(Number(text));
  });

  it.each(['0', '1', '-0.1', '1.5', 'none', '', '1e-999'])('may not be "%s"', (text) => {
    const found = schema.safeParse(text);
    expect(found.error?.issues.map(({ message }) => message)).toEqual([
      'must be a number between 0 and 1, both excluded',
    ]);
  });
});
