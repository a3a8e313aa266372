import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Asset } from '../../retrieval/asset.js';
import { AgeDaysFeature } from './age-days.feature.js';
import { CountryMatchFeature } from './country-match.feature.js';
import { HourOfDayFeature } from './hour-of-day.feature.js';
import { PrimaryCategoryFeature } from './primary-category.feature.js';
import { SecondaryCategoryFeature } from './secondary-category.feature.js';

function asset(fields: Partial<Asset>): Asset {
  return {
    videoId: 'v',
    creationDate: null,
    productionCountries: [],
    primaryCategory: null,
    secondaryCategory: null,
    ...fields,
  };
}

const now = Date.parse('2026-06-01T12:30:00Z');

describe('age_days', () => {
  it('is the time since creation in days, a float', () => {
    const dates = ['2026-06-01T12:30:00Z', '2026-05-31T00:30:00Z', '2016-06-01T12:30:00Z'];
    const assets = dates.map((date) => asset({ creationDate: Date.parse(date) }));
    expect([...new AgeDaysFeature().column(assets, now).values]).toEqual([0, 1.5, 3_652]);
  });

  it('is NaN for an undated asset', () => {
    expect([...new AgeDaysFeature().column([asset({})], now).values]).toEqual([NaN]);
  });
});

describe('hour_of_day', () => {
  it.each([
    ['2026-06-01T00:00:00.000Z', 0],
    ['2026-06-01T12:30:00.000Z', 12],
    ['2026-06-01T23:59:59.999Z', 23],
    ['2026-06-01T23:30:00.000+02:00', 21],
  ])('at %s is %i', (time, hour) => {
    expect(new HourOfDayFeature().value({ userId: null, country: null, now: Date.parse(time) })).toBe(hour);
  });
});

describe('categories', () => {
  it('are the index’s own texts, null where it has none', () => {
    const assets = [asset({ primaryCategory: 'Music', secondaryCategory: ' live ' }), asset({})];
    expect(new PrimaryCategoryFeature().column(assets)).toEqual({
      kind: 'category',
      values: ['Music', null],
    });
    expect(new SecondaryCategoryFeature().column(assets).values).toEqual([' live ', null]);
  });
});

describe('country_match', () => {
  function match(assets: readonly Asset[], country: string | null): number[] {
    const out = new Float64Array(assets.length).fill(99);
    new CountryMatchFeature().prepare(assets)({ userId: 'u', country, now, features: new Map() }, out);
    return [...out];
  }

  const assets = [['BR'], ['US'], ['US', 'BR'], ['US', 'FR', 'BR'], []].map((productionCountries) =>
    asset({ productionCountries }),
  );

  it('is 1 where the viewer’s country is one of the asset’s, else 0', () => {
    expect(match(assets, 'BR')).toEqual([1, 0, 1, 1, NaN]);
    expect(match(assets, 'US')).toEqual([0, 1, 1, 1, NaN]);
    expect(match(assets, 'FR')).toEqual([0, 0, 0, 1, NaN]);
  });

  it('is 0 for a country of no asset, and NaN for a viewer without one', () => {
    expect(match(assets, 'JP')).toEqual([0, 0, 0, 0, NaN]);
    expect(match(assets, null)).toEqual([NaN, NaN, NaN, NaN, NaN]);
    expect(match([], 'BR')).toEqual([]);
  });

  it('serves one request after the other', () => {
    const fill = new CountryMatchFeature().prepare(assets);
    const out = new Float64Array(assets.length);
    for (const [country, expected] of [
      ['BR', [1, 0, 1, 1, NaN]],
      [null, [NaN, NaN, NaN, NaN, NaN]],
      ['US', [0, 1, 1, 1, NaN]],
    ] as const) {
      fill({ userId: null, country, now, features: new Map() }, out);
      expect([...out]).toEqual(expected);
    }
  });

  it('is what looking the country up in every asset gives', () => {
    const country = fc.constantFrom('BR', 'US', 'FR', 'JP');
    const countries = fc.array(fc.uniqueArray(country, { maxLength: 4 }));
    fc.assert(
      fc.property(countries, fc.option(country), (lists, wanted) => {
        const of = lists.map((productionCountries) => asset({ productionCountries }));
        const expected = lists.map((list) =>
          wanted === null || list.length === 0 ? NaN : list.includes(wanted) ? 1 : 0,
        );
        expect(match(of, wanted)).toEqual(expected);
      }),
    );
  });
});
