import { describe, expect, it } from '@jest/globals';

import { canHold, type FieldKind, mappedField, type Mappings } from './mapped-field.js';

type Property = NonNullable<Mappings[string]['properties']>[string];

const keyword: Property = { type: 'keyword' };
const dynamicText: Property = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } };

/** Each argument is the field in one index; `null`: an index without it. */
function find(kinds: FieldKind[], ...fields: (Property | null)[]) {
  const mappings: Mappings = Object.fromEntries(
    fields.map((field, i) => [`index-${String(i)}`, { properties: field === null ? {} : { f: field } }]),
  );
  return mappedField(mappings, 'f', kinds);
}

describe('mappedField', () => {
  it.each<[string, Property, FieldKind[], object]>([
    ['keyword', keyword, ['keyword'], { field: 'f', kind: 'keyword' }],
    [
      'constant keyword',
      { type: 'constant_keyword', value: 'x' },
      ['keyword'],
      { field: 'f', kind: 'keyword' },
    ],
    ['text as dynamic mapping makes it', dynamicText, ['keyword'], { field: 'f.keyword', kind: 'keyword' }],
    [
      'text with a subfield of another name',
      { type: 'text', fields: { words: { type: 'text' }, raw: { type: 'keyword' } } },
      ['keyword'],
      { field: 'f.raw', kind: 'keyword' },
    ],
    ['long', { type: 'long' }, ['keyword', 'integer'], { field: 'f', kind: 'integer', bits: 64 }],
    ['byte', { type: 'byte' }, ['keyword', 'integer'], { field: 'f', kind: 'integer', bits: 8 }],
    [
      'long with a keyword subfield',
      { type: 'long', fields: { text: { type: 'keyword' } } },
      ['keyword'],
      { field: 'f.text', kind: 'keyword' },
    ],
    ['date', { type: 'date', format: 'dd/MM/yyyy' }, ['date', 'epoch'], { field: 'f', kind: 'date' }],
    [
      'date_nanos',
      { type: 'date_nanos' },
      ['date', 'epoch'],
      { field: 'f', kind: 'date', nanoseconds: true },
    ],
    ['long as a date', { type: 'long' }, ['date', 'epoch'], { field: 'f', kind: 'epoch' }],
    [
      'keyword with a date subfield',
      { type: 'keyword', fields: { parsed: { type: 'date' } } },
      ['date', 'epoch'],
      { field: 'f.parsed', kind: 'date' },
    ],
    [
      'keyword without doc values, with a subfield that has them',
      { type: 'keyword', doc_values: false, fields: { raw: { type: 'keyword' } } },
      ['keyword'],
      { field: 'f.raw', kind: 'keyword' },
    ],
  ])('uses %s', (_title, property, kinds, field) => {
    expect(find(kinds, property)).toEqual({ found: 'usable', field });
  });

  it.each<[string, Property, FieldKind[]]>([
    ['text', { type: 'text' }, ['keyword', 'integer']],
    ['keyword', keyword, ['date', 'epoch']],
    ['text with keyword', dynamicText, ['date', 'epoch']],
    ['keyword without doc values', { type: 'keyword', doc_values: false }, ['keyword']],
    ['keyword that is not indexed', { type: 'keyword', index: false }, ['keyword']],
    ['object', { properties: { inner: keyword } }, ['keyword']],
    ['double', { type: 'double' }, ['keyword', 'integer']],
    ['integer', { type: 'integer' }, ['date', 'epoch']],
  ])('cannot use %s', (description, property, kinds) => {
    expect(find(kinds, property)).toEqual({ found: 'unusable', description });
  });

  it('says that nobody has the field', () => {
    expect(find(['keyword'], null, null)).toEqual({ found: 'absent' });
    expect(mappedField({ index: {} }, 'f', ['keyword'])).toEqual({ found: 'absent' });
  });

  it('follows dotted paths, dotted names and aliases', () => {
    const mappings: Mappings = {
      index: {
        properties: {
          outer: { properties: { inner: keyword } },
          'dotted.name': keyword,
          alias: { type: 'alias', path: 'outer.inner' },
          broken: { type: 'alias', path: 'nowhere' },
        },
      },
    };
    const usable = (field: string) => ({ found: 'usable', field: { field, kind: 'keyword' } });
    expect(mappedField(mappings, 'outer.inner', ['keyword'])).toEqual(usable('outer.inner'));
    expect(mappedField(mappings, 'dotted.name', ['keyword'])).toEqual(usable('dotted.name'));
    expect(mappedField(mappings, 'alias', ['keyword'])).toEqual(usable('alias'));
    expect(mappedField(mappings, 'broken', ['keyword'])).toEqual({ found: 'absent' });
  });

  describe('of several indices', () => {
    it('ignores those without the field', () => {
      expect(find(['keyword'], null, keyword)).toEqual({
        found: 'usable',
        field: { field: 'f', kind: 'keyword' },
      });
    });

    it('takes what they have in common', () => {
      const both: Property = { type: 'keyword', fields: { keyword: { type: 'keyword' } } };
      expect(find(['keyword'], both, dynamicText)).toEqual({
        found: 'usable',
        field: { field: 'f.keyword', kind: 'keyword' },
      });
    });

    it('finds nothing where they have nothing in common', () => {
      expect(find(['keyword'], keyword, dynamicText)).toEqual({
        found: 'unusable',
        description: 'keyword, elsewhere text with keyword',
      });
      expect(find(['date', 'epoch'], { type: 'date' }, { type: 'long' })).toMatchObject({
        found: 'unusable',
      });
      expect(find(['integer'], { type: 'long' }, { type: 'integer' })).toMatchObject({ found: 'unusable' });
    });

    it('says where dates are in nanoseconds', () => {
      expect(find(['date'], { type: 'date_nanos' }, { type: 'date_nanos' })).toEqual({
        found: 'usable',
        field: { field: 'f', kind: 'date', nanoseconds: true },
      });
    });

    it('says where dates differ in precision', () => {
      expect(find(['date'], { type: 'date' }, { type: 'date_nanos' }, { type: 'date' })).toEqual({
        found: 'usable',
        field: { field: 'f', kind: 'date', mixedPrecision: true },
      });
    });
  });
});

describe('canHold', () => {
  it.each(['0', '7', '-7', '9223372036854775807', '-9223372036854775808'])('a long: %s', (value) => {
    expect(canHold({ field: 'f', kind: 'integer', bits: 64 }, value)).toBe(true);
  });

  it.each(['', '-0', '07', '1.5', '1e3', 'a', '9223372036854775808', '99999999999999999999'])(
    'not a long: %s',
    (value) => {
      expect(canHold({ field: 'f', kind: 'integer', bits: 64 }, value)).toBe(false);
    },
  );

  it('knows the range of smaller ones', () => {
    expect(canHold({ field: 'f', kind: 'integer', bits: 8 }, '127')).toBe(true);
    expect(canHold({ field: 'f', kind: 'integer', bits: 8 }, '128')).toBe(false);
  });

  it('any text but the empty one', () => {
    expect(canHold({ field: 'f', kind: 'keyword' }, 'a')).toBe(true);
    expect(canHold({ field: 'f', kind: 'keyword' }, '')).toBe(false);
  });
});
