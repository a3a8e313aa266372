import { describe, expect, it } from '@jest/globals';

import { said } from './said.js';

describe('what an error says', () => {
  it.each([
    ['redis: not connected: WRONGPASS no (set it)', 'WRONGPASS no', 'set it'],
    ['redis: not connected', 'not connected', undefined],
    [
      'elasticsearch: server: the login was refused (401): no (see that)',
      'server: the login was refused (401): no',
      'see that',
    ],
    ['elasticsearch: server: the login was refused (401)', 'server: the login was refused (401)', undefined],
    ['two\nlines (with advice)', 'two\nlines', 'with advice'],
    ['', '', undefined],
  ])('%j', (message, words, advice) => {
    expect(said(new Error(message))).toEqual({ words, advice });
  });
});
