import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  listOf,
  optionalBoolean,
  optionalCountry,
  optionalId,
  optionalIsoTime,
  optionalNumber,
  optionalText,
  optionalTime,
  requiredId,
} from './field-rules.js';

describe('an id', () => {
  it.each([
    ['abc', 'abc'],
    ['  abc ', 'abc'],
    [42, '42'],
    ['x'.repeat(128), 'x'.repeat(128)],
    ['😀'.repeat(128), '😀'.repeat(128)],
  ])('may be %j', (value, id) => {
    expect(requiredId('video_id', value)).toBe(id);
  });

  it.each([undefined, null, '', '   '])('is missing as %j', (value) => {
    expect(() => requiredId('video_id', value)).toThrow('video_id is missing');
    expect(optionalId('video_id', value)).toBeUndefined();
  });

  it.each([['x'.repeat(129)], [1.5], [2 ** 53], [true], [{}], [['a']], ['\ud800'], ['caf\uFFFD']])(
    'cannot be %j',
    (value) => {
      expect(() => requiredId('video_id', value)).toThrow(/^video_id /);
    },
  );
});

describe('a text', () => {
  it.each([
    [' drama ', 'drama'],
    [39, '39'],
    [false, 'false'],
    ['', undefined],
    [null, undefined],
  ])('%j is %j', (value, text) => {
    expect(optionalText('primary_category', value)).toBe(text);
  });

  it.each([[{}], [['a']], ['x'.repeat(1_025)], ['\udc00']])('cannot be %j', (value) => {
    expect(() => optionalText('primary_category', value)).toThrow(/^primary_category /);
  });
});

describe('a time', () => {
  it.each([
    ['2022-04-10', '2022-04-10T00:00:00.000Z'],
    ['2022-04-10T12:30', '2022-04-10T12:30:00.000Z'],
    ['2022-04-10 12:30:15', '2022-04-10T12:30:15.000Z'],
    ['2022-04-10T12:30:15.5Z', '2022-04-10T12:30:15.500Z'],
    ['2022-04-10T12:30:15.123456+02:00', '2022-04-10T10:30:15.123Z'],
    ['2022-04-10T12:30:15-0330', '2022-04-10T16:00:15.000Z'],
    ['1969-12-31', '1969-12-31T00:00:00.000Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    [1650812741436, '2022-04-24T15:05:41.436Z'],
    ['1650812741436', '2022-04-24T15:05:41.436Z'],
    [1650812741, '2022-04-24T15:05:41.000Z'],
    ['1650812741.436', '2022-04-24T15:05:41.436Z'],
  ])('%j is %s', (value, iso) => {
    expect(new Date(optionalTime('timestamp', value) ?? NaN).toISOString()).toBe(iso);
  });

  it.each([
    '2022-02-29',
    '2022-13-01',
    '2022-04-31',
    '2022-04-10T24:00',
    '2022-04-10T12:60',
    '2022-04-10T12:30:15+25:00',
    '10.04.2022',
    '04/10/2022',
    'yesterday',
    20220410,
    '2022',
    -1,
    1e18,
    NaN,
    Infinity,
    true,
    {},
  ])('cannot be %j', (value) => {
    expect(() => optionalTime('creation_date', value)).toThrow(/^creation_date must be an ISO 8601 date/);
  });

  it.each(['', '  ', null, undefined])('is absent as %j', (value) => {
    expect(optionalTime('creation_date', value)).toBeUndefined();
    expect(optionalIsoTime('creation_date', value)).toBeUndefined();
  });

  it('is the same in ISO 8601, however it is written', () => {
    const digits = (count: number) =>
      fc.integer({ min: 0, max: 10 ** count - 1 }).map((value) => String(value).padStart(count, '0'));
    const written = fc
      .tuple(digits(4), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }))
      .chain(([year, month, day]) => {
        const two = (value: number) => String(value).padStart(2, '0');
        const time = fc.tuple(
          fc.constantFrom('', ' '),
          fc.integer({ min: 0, max: 25 }),
          fc.integer({ min: 0, max: 61 }),
          fc.integer({ min: 0, max: 61 }),
          fc.constantFrom('Z', '.5Z', '.123Z', '.123456Z', '.123', '.123z', '.123+02:00'),
        );
        return time.map(
          ([space, hour, minute, second, rest]) =>
            `${space}${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${rest}`,
        );
      });
    const outcome = (read: () => string | undefined) => {
      try {
        return read();
      } catch (error) {
        return String(error);
      }
    };
    fc.assert(
      fc.property(written, (text) => {
        expect(outcome(() => optionalIsoTime('t', text))).toBe(
          outcome(() => new Date(optionalTime('t', text) ?? NaN).toISOString()),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a number', () => {
  it.each([
    ['0.1', 0.1],
    [' 7 ', 7],
    ['-1e-7', -1e-7],
    ['.5', 0.5],
    [3, 3],
    ['', undefined],
  ])('%j is %j', (value, number) => {
    expect(optionalNumber('x', value)).toBe(number);
  });

  it.each(['0x10', '1,5', '1_000', 'NaN', 'Infinity', '1e999', 'many', NaN, true, []])(
    'cannot be %j',
    (value) => {
      expect(() => optionalNumber('x', value)).toThrow(/^x must be a number/);
    },
  );

  it('keeps its bounds', () => {
    expect(optionalNumber('p', '1', [0, 1])).toBe(1);
    expect(() => optionalNumber('p', '1.01', [0, 1])).toThrow('p must be between 0 and 1, not 1.01');
    expect(() => optionalNumber('n', -1, [0, Infinity])).toThrow('n must be at least 0, not -1');
  });
});

describe('a country', () => {
  it('is two letters, in upper case', () => {
    expect(optionalCountry('c', ' br ')).toBe('BR');
    expect(optionalCountry('c', '')).toBeUndefined();
  });

  it.each(['BRA', 'B', '12', 'B R', 7, ['BR']])('cannot be %j', (value) => {
    expect(() => optionalCountry('c', value)).toThrow(/two letters/);
  });
});

describe('a truth', () => {
  it.each([
    ['true', true],
    ['FALSE', false],
    ['1', true],
    [0, false],
    [true, true],
    ['', undefined],
  ])('%j is %j', (value, truth) => {
    expect(optionalBoolean('completed', value)).toBe(truth);
  });

  it.each(['yes', 2, 'complete'])('cannot be %j', (value) => {
    expect(() => optionalBoolean('completed', value)).toThrow(/true, false, 1 or 0/);
  });
});

describe('a list', () => {
  it.each([
    ['a|b', ['a', 'b']],
    ['a| |b|', ['a', 'b']],
    ['["a","b|c"]', ['a', 'b|c']],
    [
      ['a', 7],
      ['a', '7'],
    ],
    ['a', ['a']],
    [7, ['7']],
    ['', []],
    [null, []],
    [[], []],
  ])('%j is %j', (value, items) => {
    expect(listOf('user_blacklist', value, '|', optionalId)).toEqual(items);
  });

  it('may have another separator', () => {
    expect(listOf('user_blacklist', 'a b', ' ', optionalId)).toEqual(['a', 'b']);
  });

  it.each(['["a"', '[a]', [{}], [['a']], 'x'.repeat(200)])('cannot be %j', (value) => {
    expect(() => listOf('user_blacklist', value, '|', optionalId)).toThrow(/^user_blacklist /);
  });
});
