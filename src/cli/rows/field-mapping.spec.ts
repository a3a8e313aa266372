import { describe, expect, it } from '@jest/globals';

import { fieldMapping, fileFields } from './field-mapping.js';
import type { SourceFile } from './source-file.js';

const FIELDS = ['video_id', 'creation_date', 'production_country'];
const file = (columns: readonly string[], format: 'csv' | 'jsonl' = 'csv'): SourceFile => ({
  path: 'videos',
  format,
  gzip: false,
  bytes: 1,
  delimiter: ',',
  columns,
});
const mapping = (map: readonly string[] = [], set: readonly string[] = []) =>
  fieldMapping({ map, set }, FIELDS);

describe('--map and --set', () => {
  it('name a field and a column or a value, which may hold =', () => {
    expect(mapping(['creation_date=a=b'], ['production_country=CN'])).toEqual({
      map: new Map([['creation_date', 'a=b']]),
      set: new Map([['production_country', 'CN']]),
    });
  });

  it.each([
    [['creation_date'], [], /--map creation_date: write field=value/],
    [['created=x'], [], /unknown field created; fields are video_id, creation_date, production_country/],
    [['creation_date=a', 'creation_date=b'], [], /given twice/],
    [['creation_date=a'], ['creation_date=2022-01-01'], /both mapped and set/],
    [[], ['x=1'], /--set x=1: unknown field/],
  ])('refuse %j %j', (map, set, message) => {
    expect(() => mapping(map, set)).toThrow(message);
  });
});

describe('fields of a CSV file', () => {
  it('are its columns of the same name, mapped ones, and set ones', () => {
    const columns = ['tag', 'video_id', 'upload_dt', 'production_country'];
    const { read, present, ignored } = fileFields(
      file(columns),
      FIELDS,
      mapping(['creation_date=upload_dt'], ['production_country=CN']),
    );
    const row = ['t', 'v1', '2022-01-01', 'BR'];
    expect(FIELDS.map((field) => read(row, field))).toEqual(['v1', '2022-01-01', 'CN']);
    expect([...present]).toEqual(FIELDS);
    expect(ignored).toEqual(['tag', 'production_country']);
  });

  it('that are not there are absent', () => {
    const { read, present } = fileFields(file(['video_id']), FIELDS, mapping());
    expect(read(['v1'], 'creation_date')).toBeUndefined();
    expect(present.has('creation_date')).toBe(false);
  });

  it('must be there when they are mapped', () => {
    expect(() => fileFields(file(['video_id', 'date']), FIELDS, mapping(['creation_date=upload']))).toThrow(
      'videos: no column upload for creation_date; columns are video_id, date',
    );
  });

  it('must not be there twice', () => {
    expect(() => fileFields(file(['video_id', 'video_id']), FIELDS, mapping())).toThrow(/two columns/);
    expect(() => fileFields(file(['x', 'x', 'video_id']), FIELDS, mapping())).not.toThrow();
  });
});

describe('fields of JSON Lines', () => {
  it('are read by key, also where the first rows lack it', () => {
    const { read, ignored } = fileFields(
      file(['id', 'more'], 'jsonl'),
      FIELDS,
      mapping(['video_id=id'], ['production_country=CN']),
    );
    const row = { id: 7, creation_date: '2022-01-01' };
    expect(FIELDS.map((field) => read(row, field))).toEqual([7, '2022-01-01', 'CN']);
    expect(ignored).toEqual(['more']);
  });

  it('are own keys only', () => {
    const { read } = fileFields(file(['video_id'], 'jsonl'), ['video_id', 'constructor'], mapping());
    expect(read({ video_id: 'a' }, 'constructor')).toBeUndefined();
  });

  it('that are mapped must be in the first rows', () => {
    expect(() => fileFields(file(['id'], 'jsonl'), FIELDS, mapping(['video_id=vid']))).toThrow(
      'videos: no column vid for video_id; the first rows have id',
    );
  });
});
