import { describe, expect, it } from '@jest/globals';

import type { AssetQuery } from './asset-index.js';
import type { AssetFields } from './asset-mapping.js';
import { assetSearch, isApproved, MAX_HITS, unusableCount } from './asset-query.js';

const fields: AssetFields = {
  id: { field: 'video_id', kind: 'keyword' },
  date: { field: 'creation_date', kind: 'date' },
  country: { field: 'production_country.keyword', kind: 'keyword' },
  status: { field: 'moderation_status', kind: 'keyword' },
  primaryCategory: { field: 'primary_category', kind: 'keyword' },
  secondaryCategory: null,
};
const now = 1_780_000_000_000;
const query: AssetQuery = { limit: 10, now };

const approvedFilter = {
  bool: {
    should: [{ term: { moderation_status: { value: 'approved', case_insensitive: true } } }],
    minimum_should_match: 1,
  },
};
const notLater = { range: { creation_date: { gt: now, format: 'epoch_millis' } } };

function search(more: Partial<AssetQuery> = {}, other: Partial<AssetFields> = {}, approved = ['approved']) {
  return assetSearch({ ...query, ...more }, { ...fields, ...other }, approved);
}

/** The clauses of a search that must be there. */
function clauses(...args: Parameters<typeof search>) {
  const bool = search(...args)?.query?.bool;
  return { filter: bool?.filter, must_not: bool?.must_not };
}

describe('assetSearch', () => {
  it('is one request of filters, sort and doc values', () => {
    expect(search({ country: 'BR' })).toEqual({
      size: 10,
      track_total_hits: false,
      filter_path: ['hits.hits._id', 'hits.hits.fields'],
      _source: false,
      stored_fields: '_none_',
      docvalue_fields: [
        { field: 'video_id' },
        { field: 'creation_date', format: 'epoch_millis' },
        { field: 'production_country.keyword' },
        { field: 'primary_category' },
      ],
      query: {
        bool: {
          filter: [
            approvedFilter,
            {
              bool: {
                should: [{ term: { 'production_country.keyword': { value: 'BR', case_insensitive: true } } }],
                minimum_should_match: 1,
              },
            },
            { exists: { field: 'video_id' } },
          ],
          must_not: [notLater],
        },
      },
      sort: [
        { creation_date: { order: 'desc', mode: 'max', missing: '_last', unmapped_type: 'date' } },
        { video_id: { order: 'asc', unmapped_type: 'keyword' } },
      ],
    });
  });

  it('never scores', () => {
    const bool = search({ country: 'BR', videoIds: ['a'], excludeIds: ['b'] })?.query?.bool;
    expect(Object.keys(bool ?? {}).sort()).toEqual(['filter', 'must_not']);
  });

  describe('ids', () => {
    it('are a filter, and excluded ids a refusal', () => {
      expect(clauses({ videoIds: ['a', 'b'], excludeIds: ['c'] })).toEqual({
        filter: [approvedFilter, { terms: { video_id: ['a', 'b'] } }, { exists: { field: 'video_id' } }],
        must_not: [{ terms: { video_id: ['c'] } }, notLater],
      });
    });

    it('without any to look for, nothing is asked', () => {
      expect(search({ videoIds: [] })).toBeNull();
      expect(search({ videoIds: [''] })).toBeNull();
      expect(clauses({ excludeIds: [] }).must_not).toEqual([notLater]);
    });

    it('that are whole numbers in the index are asked for as such, the others left out', () => {
      const id = { field: 'video_id', kind: 'integer', bits: 32 } as const;
      expect(clauses({ videoIds: ['7', 'x', '99999999999'], excludeIds: ['-8', '1.5'] }, { id })).toEqual({
        filter: [approvedFilter, { terms: { video_id: ['7'] } }, { exists: { field: 'video_id' } }],
        must_not: [{ terms: { video_id: ['-8'] } }, notLater],
      });
      expect(search({ videoIds: ['x'] }, { id })).toBeNull();
      expect(search({}, { id })?.docvalue_fields).toContainEqual({ field: 'video_id', format: '0' });
      expect(search({}, { id })?.sort).toContainEqual({ video_id: { order: 'asc', unmapped_type: 'long' } });
    });

    it('that are document ids need no doc values, and a margin for ties', () => {
      const found = search({ videoIds: ['a'], excludeIds: ['b'] }, { id: null });
      expect(found).not.toHaveProperty('stored_fields');
      expect(found?.size).toBe(210);
      expect(found?.query?.bool).toEqual({
        filter: [approvedFilter, { terms: { _id: ['a'] } }],
        must_not: [{ terms: { _id: ['b'] } }, notLater],
      });
      expect(found?.sort).toMatchObject([
        { creation_date: { order: 'desc' } },
        { _seq_no: { order: 'asc' } },
      ]);
      expect(search({ limit: MAX_HITS }, { id: null })?.size).toBe(MAX_HITS);
    });
  });

  describe('dates', () => {
    it('in milliseconds are compared as numbers', () => {
      const found = search({}, { date: { field: 'creation_date', kind: 'epoch' } });
      expect(found?.query?.bool?.must_not).toEqual([{ range: { creation_date: { gt: now } } }]);
      expect(found?.sort).toMatchObject([{ creation_date: { unmapped_type: 'long' } }, {}]);
      expect(found?.docvalue_fields).toContainEqual({ field: 'creation_date' });
    });

    it('of different precision are sorted as milliseconds', () => {
      const found = search({}, { date: { field: 'creation_date', kind: 'date', mixedPrecision: true } });
      expect(found?.sort).toMatchObject([{ creation_date: { numeric_type: 'date' } }, {}]);
    });

    it('in nanoseconds, here or everywhere, take undated assets for the oldest', () => {
      for (const more of [{ nanoseconds: true }, { mixedPrecision: true }] as const) {
        const found = search({}, { date: { field: 'creation_date', kind: 'date', ...more } });
        expect(found?.sort).toMatchObject([{ creation_date: { missing: 0 } }, {}]);
      }
      const found = search({}, { date: { field: 'creation_date', kind: 'date' } });
      expect(found?.sort).toMatchObject([{ creation_date: { missing: '_last' } }, {}]);
    });

    it('unknown to the index leave the order to ids', () => {
      const found = search({}, { date: null });
      expect(found?.query?.bool?.must_not).toEqual([]);
      expect(found?.sort).toEqual([{ video_id: { order: 'asc', unmapped_type: 'keyword' } }]);
    });
  });

  describe('statuses', () => {
    it('are any of the approved ones', () => {
      expect(clauses({}, {}, ['approved', 'LIVE']).filter).toContainEqual({
        bool: {
          should: [
            { term: { moderation_status: { value: 'approved', case_insensitive: true } } },
            { term: { moderation_status: { value: 'LIVE', case_insensitive: true } } },
          ],
          minimum_should_match: 1,
        },
      });
    });

    it('unknown to the index approve nothing', () => {
      expect(search({}, { status: null })).toBeNull();
      expect(search({}, {}, [])).toBeNull();
      expect(isApproved({ ...fields, status: null }, ['approved'])).toBeNull();
    });

    it('that are numbers have no case', () => {
      const status = { field: 'moderation_status', kind: 'integer', bits: 8 } as const;
      expect(clauses({}, { status }, ['1', 'approved', '300']).filter).toContainEqual({
        bool: { should: [{ term: { moderation_status: { value: '1' } } }], minimum_should_match: 1 },
      });
      expect(search({}, { status }, ['approved'])).toBeNull();
    });
  });

  it('finds nothing by a country that the index does not know', () => {
    expect(search({ country: 'BR' }, { country: null })).toBeNull();
    expect(search({}, { country: null })).not.toBeNull();
  });

  it('finds nothing for a limit of 0', () => {
    expect(search({ limit: 0 })).toBeNull();
  });
});

describe('unusableCount', () => {
  it('counts what the search leaves out for want of an id', () => {
    expect(unusableCount({ ...query, excludeIds: ['a'] }, fields, ['approved'])).toEqual({
      query: { bool: { filter: [approvedFilter], must_not: [notLater, { exists: { field: 'video_id' } }] } },
    });
  });

  it('asks nothing where every document has an id', () => {
    expect(unusableCount(query, { ...fields, id: null }, ['approved'])).toBeNull();
    expect(unusableCount({ ...query, videoIds: ['a'] }, fields, ['approved'])).toBeNull();
    expect(unusableCount({ ...query, limit: 0 }, fields, ['approved'])).toBeNull();
    expect(unusableCount(query, { ...fields, status: null }, ['approved'])).toBeNull();
  });
});
