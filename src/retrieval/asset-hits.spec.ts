import { describe, expect, it } from '@jest/globals';

import { type AssetHit, assetsOf } from './asset-hits.js';
import type { AssetFields } from './asset-mapping.js';

const fields: AssetFields = {
  id: { field: 'video_id', kind: 'keyword' },
  date: { field: 'creation_date', kind: 'date' },
  country: { field: 'production_country', kind: 'keyword' },
  status: { field: 'moderation_status', kind: 'keyword' },
  primaryCategory: { field: 'primary_category.keyword', kind: 'keyword' },
  secondaryCategory: null,
};

const hit = (values: Record<string, unknown>): AssetHit => ({ fields: values });
const byId = { ...fields, id: null };
const dated = (_id: string, ...dates: string[]): AssetHit => ({ _id, fields: { creation_date: dates } });
const ids = (hits: AssetHit[], limit: number, of = byId) =>
  assetsOf(hits, of, limit).assets.map(({ videoId }) => videoId);

describe('assetsOf', () => {
  it('reads doc values', () => {
    const hits = [
      hit({
        video_id: ['a'],
        creation_date: ['1767225600000', '1767225600123.999999'],
        production_country: ['Brazil', 'br', 'BR', 'us', ''],
        'primary_category.keyword': ['', 'music', 'sport'],
      }),
      hit({ video_id: [7] }),
    ];
    expect(assetsOf(hits, fields, 10)).toEqual({
      assets: [
        {
          videoId: 'a',
          creationDate: 1_767_225_600_123,
          productionCountries: ['BR', 'US'],
          primaryCategory: 'music',
          secondaryCategory: null,
        },
        {
          videoId: '7',
          creationDate: null,
          productionCountries: [],
          primaryCategory: null,
          secondaryCategory: null,
        },
      ],
      skipped: 0,
    });
  });

  it('reads dates before 1970', () => {
    expect(
      assetsOf([hit({ video_id: ['a'], creation_date: ['-1'] })], fields, 1).assets[0]?.creationDate,
    ).toBe(-1);
  });

  it('skips and counts what has no id', () => {
    const hits = [{}, hit({}), hit({ video_id: [] }), hit({ video_id: [''] }), hit({ video_id: [null] })];
    expect(assetsOf(hits, fields, 10)).toEqual({ assets: [], skipped: 5 });
    expect(assetsOf([{ fields: {} }], byId, 10)).toEqual({ assets: [], skipped: 1 });
  });

  it('takes the first of several documents with one id, and keeps their order', () => {
    const hits = ['b', 'a', 'b', 'c'].map((id) => hit({ video_id: [id] }));
    expect(ids(hits, 10, fields as never)).toEqual(['b', 'a', 'c']);
    expect(ids(hits, 2, fields as never)).toEqual(['b', 'a']);
  });

  it('settles ties of document ids before it cuts', () => {
    const hits = [dated('z', '9'), dated('c', '5'), dated('a', '5'), dated('b', '5'), dated('y'), dated('x')];
    expect(ids(hits, 3)).toEqual(['z', 'a', 'b']);
    expect(ids(hits, 10)).toEqual(['z', 'a', 'b', 'c', 'x', 'y']);
  });
});
