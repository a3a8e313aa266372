import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { PROBLEMS } from './problem-registry.js';

describe('the error registry', () => {
  it('is what docs/errors.md says', () => {
    const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
    const rows = page.split('\n').filter((line) => /^\| +`[a-z_]+` +\| +\d{3} +\|/.test(line));
    const cells = rows.map((row) =>
      row
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
    expect(cells).toEqual(
      Object.entries(PROBLEMS).map(([code, { status, title, meaning, action }]) => [
        `\`${code}\``,
        String(status),
        `**${title}.** ${meaning}`,
        action,
      ]),
    );
  });

  it('has client errors and server errors only', () => {
    for (const { status } of Object.values(PROBLEMS)) expect(status >= 400 && status < 600).toBe(true);
  });
});
