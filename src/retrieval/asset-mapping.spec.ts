import { describe, expect, it } from '@jest/globals';

import { assetMapping, inWords } from './asset-mapping.js';
import type { Mappings } from './mapped-field.js';

type Properties = NonNullable<Mappings[string]['properties']>;

const keyword = { type: 'keyword' } as const;
const complete: Properties = {
  video_id: keyword,
  creation_date: { type: 'date' },
  production_country: keyword,
  moderation_status: keyword,
  primary_category: keyword,
  secondary_category: keyword,
};

const read = (properties: Properties) => assetMapping({ index: { properties } });

describe('assetMapping', () => {
  it('finds nothing to say of a complete mapping', () => {
    expect(read(complete)).toEqual({
      fields: {
        id: { field: 'video_id', kind: 'keyword' },
        date: { field: 'creation_date', kind: 'date' },
        country: { field: 'production_country', kind: 'keyword' },
        status: { field: 'moderation_status', kind: 'keyword' },
        primaryCategory: { field: 'primary_category', kind: 'keyword' },
        secondaryCategory: { field: 'secondary_category', kind: 'keyword' },
      },
      problems: [],
    });
  });

  it('takes document ids where there is no video_id, without a word', () => {
    const { video_id, ...others } = complete;
    expect(video_id).toBeDefined();
    expect(read(others)).toMatchObject({ fields: { id: null }, problems: [] });
  });

  it('takes document ids where video_id cannot be used, and says so', () => {
    const { fields, problems } = read({ ...complete, video_id: { type: 'text' } });
    expect(fields.id).toBeNull();
    expect(problems.map(inWords)).toEqual([
      'video_id is mapped as text, needed: keyword, or text with a keyword subfield, or a whole number: document ids are taken as video ids',
    ]);
    expect(problems[0]?.fatal).toBe(false);
  });

  it('names every field of an empty index, none of them fatal', () => {
    const { fields, problems } = read({});
    expect(Object.values(fields).every((field) => field === null)).toBe(true);
    expect(problems.map(({ field, found, fatal }) => [field, found, fatal])).toEqual(
      [
        'moderation_status',
        'creation_date',
        'production_country',
        'primary_category',
        'secondary_category',
      ].map((field) => [field, 'not mapped', false]),
    );
  });

  it.each([
    ['moderation_status', { type: 'text' }],
    ['creation_date', { type: 'keyword' }],
    ['creation_date', { type: 'double' }],
  ] as const)('cannot go on where %s is %j', (field, property) => {
    const { problems } = read({ ...complete, [field]: property });
    expect(problems).toMatchObject([{ field, fatal: true }]);
  });

  it.each(['production_country', 'primary_category', 'secondary_category'])('goes on without %s', (field) => {
    const { problems } = read({ ...complete, [field]: { type: 'text' } });
    expect(problems).toMatchObject([{ field, fatal: false }]);
  });
});
