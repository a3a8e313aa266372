import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { parseFeatureCategory, parseFeatureNumber } from './feature-value.js';

describe('parseFeatureNumber', () => {
  it.each<[string, number]>([
    ['0', 0],
    ['-0', -0],
    ['7', 7],
    ['007', 7],
    ['1.5', 1.5],
    ['+1.5', 1.5],
    ['-1.5', -1.5],
    ['.5', 0.5],
    ['-.5', -0.5],
    ['5.', 5],
    ['1e-3', 0.001],
    ['1E5', 100_000],
    ['1e+5', 100_000],
    ['1e-05', 0.00001],
    ['0.30000000000000004', 0.30000000000000004],
    ['0.1234567890123456789', 0.12345678901234568],
    ['12345678901234567890', 12345678901234567000],
    ['5e-324', 5e-324],
    ['1e-400', 0],
    [' 1.5 ', 1.5],
    ['1.5\n', 1.5],
    ['\t1.5\r\n', 1.5],
    ['\u00a01.5\ufeff', 1.5],
  ])('reads %j', (text, value) => {
    expect(parseFeatureNumber(text)).toBe(value);
  });

  it.each<[string, number]>([
    ['inf', Infinity],
    ['Inf', Infinity],
    ['+inf', Infinity],
    ['-inf', -Infinity],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
    ['1e400', Infinity],
    ['-1e400', -Infinity],
  ])('reads %j as infinite', (text, value) => {
    expect(parseFeatureNumber(text)).toBe(value);
  });

  it.each([[null], [undefined], [''], [' '], ['\n'], ['nan'], ['NaN'], ['NAN'], ['-nan'], [' nan ']])(
    'takes %j as missing',
    (text) => {
      expect(parseFeatureNumber(text)).toBeNaN();
    },
  );

  it.each([
    ...['x', '0x10', '0b1', '0o7', '١', '１', '½', '1,5', '1,000', '1_000', '1 000', '1.2.3', '1e', 'e5'],
    ...['1e1.5', '--1', '+-1', '.', '+', '-', '1f', '1n', '12px', '$1', '50%', 'true', 'null', 'None'],
    ...['undefined', 'infinite', 'in f', '[1]', '"1"', '1\u00002'],
  ])('takes %j as malformed', (text) => {
    expect(parseFeatureNumber(text)).toBeUndefined();
  });

  it('reads back whatever JavaScript prints', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(parseFeatureNumber(String(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it('never reads a number that JavaScript does not', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const value = parseFeatureNumber(text);
        if (value !== undefined && Number.isFinite(value)) expect(Number(text)).toBe(value);
      }),
    );
  });

  it.each([`${'1'.repeat(100_000)}x`, `x${' '.repeat(100_000)}x`, `${' '.repeat(100_000)}x`])(
    'takes no time for a hostile text',
    (text) => {
      const start = performance.now();
      expect(parseFeatureNumber(text)).toBeUndefined();
      expect(performance.now() - start).toBeLessThan(500);
    },
  );
});

describe('parseFeatureCategory', () => {
  it.each<[string | null | undefined, string | null]>([
    [null, null],
    [undefined, null],
    ['', null],
    ['music', 'music'],
    [' music ', ' music '],
    ['Music', 'Music'],
    ['0', '0'],
    ['nan', 'nan'],
    ['ação', 'ação'],
  ])('reads %j as %j', (text, category) => {
    expect(parseFeatureCategory(text)).toBe(category);
  });
});
