import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { parseFeatureNumber } from '../../feature-store/feature-value.js';
import { CATEGORIES } from './categories.js';
import { SAMPLE_USER_ID } from './sample-user.js';
import { SampleWorld } from './sample-world.js';

const now = Date.parse('2026-06-01T12:34:56Z');
const world = new SampleWorld({ now });
const contents = world.contents();
const history = [...world.views(-60, 0)];

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function counts(values: readonly unknown[]): Map<unknown, number> {
  const found = new Map<unknown, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}

describe('SampleWorld', () => {
  it('is the same every time, at any hour of the day', () => {
    expect(digest(new SampleWorld({ now: now + 3 * 3_600_000 }).contents())).toBe(digest(contents));
  });

  it('is the same on another day, but for the dates', () => {
    const later = new SampleWorld({ now: now + 100 * 86_400_000 }).contents();
    expect(digest([later.users, later.features])).toBe(digest([contents.users, contents.features]));
    const moved = later.assets.map((asset) => Date.parse(String(asset.creation_date)) - 100 * 86_400_000);
    expect(moved).toEqual(contents.assets.map((asset) => Date.parse(String(asset.creation_date))));
  });

  it('is another one for another number', () => {
    const other = new SampleWorld({ now, seed: 2 });
    expect(digest(other.assets)).not.toBe(digest(world.assets));
    expect(digest([...other.views(-1, 0)])).not.toBe(digest([...world.views(-1, 0)]));
  });

  it('has the same views of a day wherever one starts', () => {
    const days = history.filter(({ day }) => day === -1);
    expect(digest([...world.views(-1, 0)])).toBe(digest(days));
  });

  describe('assets', () => {
    const { assets } = contents;

    it('have distinct ids of eight digits', () => {
      expect(assets).toHaveLength(3_000);
      expect(new Set(assets.map(({ video_id }) => video_id)).size).toBe(3_000);
      expect(assets.every(({ video_id }) => /^\d{8}$/.test(video_id))).toBe(true);
    });

    it('come from twenty countries, a few large and many small', () => {
      const byCountry = counts(assets.flatMap(({ production_country }) => production_country ?? []));
      const sizes = [...byCountry.values()].sort((a, b) => b - a);
      expect(sizes).toHaveLength(20);
      expect(byCountry.get('BR')).toBe(sizes[0]);
      expect(sizes[0]).toBeGreaterThan(500);
      expect(sizes[19]).toBeLessThan(30);
      expect(
        assets.filter(({ production_country }) => Array.isArray(production_country)).length,
      ).toBeGreaterThan(90);
      expect(assets.some(({ production_country }) => production_country === undefined)).toBe(true);
    });

    it('are in every moderation state, most of them approved', () => {
      const states = counts(assets.map(({ moderation_status }) => moderation_status));
      expect(states.get('approved')! / 3_000).toBeCloseTo(0.85, 1);
      for (const state of ['pending', 'rejected', 'archived', undefined]) {
        expect(states.get(state)).toBeGreaterThan(20);
      }
    });

    it('are of fifteen categories, some with a second one, a few with none', () => {
      const primary = counts(assets.map(({ primary_category }) => primary_category));
      for (const { name } of CATEGORIES) expect(primary.get(name)).toBeGreaterThan(20);
      expect(primary.get(undefined)).toBeGreaterThan(5);
      expect(
        assets.filter(({ secondary_category }) => secondary_category !== undefined).length,
      ).toBeGreaterThan(1_500);
    });

    it('are dated relative to now: most in the past, some in the future, some not at all', () => {
      const dated = assets.flatMap(({ creation_date }) =>
        typeof creation_date === 'string' ? creation_date : [],
      );
      const ages = dated.map((date) => (now - Date.parse(date)) / 86_400_000);
      const future = ages.filter((age) => age < 0);
      expect(3_000 - dated.length).toBeGreaterThan(30);
      expect(future.length).toBeGreaterThan(40);
      expect(Math.max(...future)).toBeLessThan(-0.4);
      expect(ages.filter((age) => age > 0 && age < 7).length).toBeGreaterThan(50);
      expect(Math.max(...ages)).toBeLessThan(732);
    });
  });

  describe('users', () => {
    const { users } = contents;

    it('have distinct ids, and mostly a country', () => {
      expect(new Set(users.map(({ user_id }) => user_id)).size).toBe(300);
      const without = users.filter(({ user_country }) => user_country === undefined).length;
      expect(without).toBeGreaterThan(0);
      expect(without).toBeLessThan(30);
    });

    it('have blacklists of up to eighty assets that they watched to the end', () => {
      const watched = new Set<string>();
      for (const { user, asset, completed } of history) {
        if (completed) watched.add(`${user.id} ${asset.id}`);
      }
      const sizes = users.map(({ user_id, user_blacklist }) => {
        const ids = user_blacklist as readonly string[];
        expect(ids.every((id) => watched.has(`${user_id} ${id}`))).toBe(true);
        return ids.length;
      });
      expect(Math.min(...sizes)).toBe(0);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(80);
      expect(Math.max(...sizes)).toBeGreaterThan(60);
    });

    it('are led by the sample user', () => {
      const [sample] = users;
      expect(sample).toMatchObject({ user_id: SAMPLE_USER_ID, user_country: 'BR' });
      expect(sample!.user_blacklist).toHaveLength(40);
    });
  });

  describe('features', () => {
    const { features } = contents;

    it('are texts of numbers in range, whole ones for views', () => {
      const texts = [...features.assets, ...features.users].flatMap(({ values }) => Object.entries(values));
      const wrong = texts.filter(([name, text]) => {
        const value = parseFeatureNumber(text) ?? NaN;
        return !(name.endsWith('_vv') ? Number.isInteger(value) && value > 0 : value > 0 && value < 1);
      });
      expect(wrong).toEqual([]);
    });

    it('are those of the feature format', () => {
      const names = (records: typeof features.assets) =>
        [...new Set(records.flatMap(({ values }) => Object.keys(values)))].sort();
      expect(names(features.assets)).toEqual(['prob_asset_watch', 'prob_pc_1_watch', 'video_vv']);
      expect(names(features.users)).toEqual(['prob_user_watch', 'user_vv']);
    });

    it('are smoothed: recomputed by hand for the sample user', () => {
      const prior = history.filter(({ completed }) => completed).length / history.length;
      const own = history.filter(({ user }) => user.id === SAMPLE_USER_ID);
      const completed = own.filter((view) => view.completed).length;
      const stored = features.users.find(({ id }) => id === SAMPLE_USER_ID)?.values;
      expect(stored?.user_vv).toBe(String(own.length));
      expect(Number(stored?.prob_user_watch)).toBeCloseTo((completed + 10 * prior) / (own.length + 10), 12);
      expect(prior).toBeGreaterThan(0.15);
      expect(prior).toBeLessThan(0.35);
    });

    it('are missing for what nobody watched and for users who are new', () => {
      expect(features.assets.length).toBeGreaterThan(2_000);
      expect(features.assets.length).toBeLessThan(2_600);
      expect(features.users.length).toBeLessThan(300);
    });
  });
});
