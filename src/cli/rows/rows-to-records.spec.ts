import { describe, expect, it } from '@jest/globals';

import { assetDocument, primaryCategory } from './asset-row.js';
import { watchEvent } from './event-row.js';
import { featureFields, featureRow } from './feature-row.js';
import type { ReadField } from './field-mapping.js';
import { userDocument } from './user-row.js';

const read: ReadField = (content, field) => (content as Readonly<Record<string, unknown>>)[field];

describe('the row of an asset', () => {
  const asset = (row: Record<string, unknown>) => assetDocument(row, read, '|');

  it('becomes a document: dates in UTC, countries upper-case, arrays kept', () => {
    expect(
      asset({
        video_id: 7,
        creation_date: '2022-04-10',
        production_country: 'br|us',
        moderation_status: 'approved',
        primary_category: ['a', 'b'],
        secondary_category: 'x|y',
      }),
    ).toEqual({
      video_id: '7',
      creation_date: '2022-04-10T00:00:00.000Z',
      production_country: ['BR', 'US'],
      moderation_status: 'approved',
      primary_category: ['a', 'b'],
      secondary_category: 'x|y',
    });
  });

  it('lacks what is empty', () => {
    expect(Object.keys(asset({ video_id: 'a', creation_date: '', primary_category: null }))).toEqual([
      'video_id',
    ]);
  });

  it.each([
    [{}, 'video_id is missing'],
    [{ video_id: 'a', creation_date: 'soon' }, 'creation_date must be'],
    [{ video_id: 'a', production_country: 'Brazil' }, 'production_country must be'],
    [{ video_id: 'a', primary_category: {} }, 'primary_category must be'],
  ])('cannot be %j', (row, message) => {
    expect(() => asset(row)).toThrow(message);
  });

  it('gives the first primary category', () => {
    expect(primaryCategory({ primary_category: ['', 'c', 'b'] }, read)).toBe('b');
    expect(primaryCategory({}, read)).toBeNull();
  });
});

describe('the row of a user', () => {
  const user = (row: Record<string, unknown>) => userDocument(row, read, '|');

  it('becomes a document, the blacklist without repeats', () => {
    expect(user({ user_id: 'u', user_country: 'br', user_blacklist: 'b|a|b' })).toEqual({
      user_id: 'u',
      user_country: 'BR',
      user_blacklist: ['b', 'a'],
    });
    expect(user({ user_id: 'u', user_blacklist: [] })).toEqual({ user_id: 'u' });
  });

  it.each([
    [{ user_country: 'BR' }, 'user_id is missing'],
    [{ user_id: 'u', user_country: '??' }, 'user_country must be'],
    [{ user_id: 'u', user_blacklist: [{}] }, 'user_blacklist must be'],
  ])('cannot be %j', (row, message) => {
    expect(() => user(row)).toThrow(message);
  });
});

describe('the row of features', () => {
  const stored = {
    assets: [
      { name: 'prob_asset_watch', kind: 'number' as const },
      { name: 'video_vv', kind: 'number' as const },
      { name: 'studio', kind: 'category' as const },
    ],
    users: [{ name: 'user_vv', kind: 'number' as const }],
  };
  const features = (row: Record<string, unknown>) => featureRow(row, read, stored);

  it('has either id, and the configured features alone', () => {
    expect(featureFields(stored)).toEqual([
      'video_id',
      'user_id',
      'prob_asset_watch',
      'video_vv',
      'studio',
      'user_vv',
    ]);
    expect(features({ video_id: 'v', video_vv: '07', studio: ' X ', user_vv: 3, other: 1 })).toEqual({
      kind: 'assets',
      record: { id: 'v', values: { video_vv: '7', studio: 'X' } },
    });
    expect(features({ user_id: 'u', user_vv: 3 })).toEqual({
      kind: 'users',
      record: { id: 'u', values: { user_vv: '3' } },
    });
  });

  it('keeps every bit of a number', () => {
    const { record } = features({ video_id: 'v', prob_asset_watch: 0.1 + 0.2 });
    expect(Number(record.values.prob_asset_watch)).toBe(0.1 + 0.2);
  });

  it.each([
    [{ video_vv: 1 }, 'video_id or user_id is missing'],
    [{ video_id: 'v', user_id: 'u', video_vv: 1 }, 'both video_id and user_id'],
    [{ video_id: 'v', user_vv: 1 }, 'no feature; those of assets are prob_asset_watch, video_vv, studio'],
    [{ video_id: 'v', prob_asset_watch: 1.5 }, 'prob_asset_watch must be between 0 and 1, not 1.5'],
    [{ video_id: 'v', video_vv: -1 }, 'video_vv must be at least 0'],
    [{ video_id: 'v', video_vv: 'many' }, 'video_vv must be a number, not many'],
  ])('cannot be %j', (row, message) => {
    expect(() => features(row)).toThrow(message);
  });
});

describe('the row of a watch event', () => {
  const base = { user_id: 1, video_id: 2, timestamp: 1650812741436 };
  const event = (row: Record<string, unknown>) => watchEvent(row, read, 0.8);

  it.each([
    [{ watched_fraction: '0.8' }, true],
    [{ watched_fraction: 0.79999 }, false],
    [{ completed: 'false' }, false],
    [{ completed: 1 }, true],
    [{ completed: '', watched_fraction: 1 }, true],
    [{ completed: false, watched_fraction: 1 }, false],
  ])('%j: completed %j', (more, completed) => {
    expect(event({ ...base, ...more })).toEqual({
      userId: '1',
      videoId: '2',
      at: 1650812741436,
      completed,
    });
  });

  it.each([
    [{}, 'watched_fraction or completed is missing'],
    [{ watched_fraction: 80 }, 'watched_fraction must be between 0 and 1, not 80'],
    [{ completed: 1, timestamp: null }, 'timestamp is missing'],
    [{ completed: 1, timestamp: 20220424 }, 'timestamp must be'],
    [{ completed: 1, user_id: '' }, 'user_id is missing'],
    [{ completed: 1, video_id: undefined }, 'video_id is missing'],
  ])('cannot have %j', (more, message) => {
    expect(() => event({ ...base, ...more })).toThrow(message);
  });
});
