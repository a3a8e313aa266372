import { describe, expect, it } from '@jest/globals';

import type { AssetIndex, AssetQuery } from './asset-index.js';
import type { AssetDocument } from './documents.js';

/** Makes an index that holds exactly these documents, visible to the first query. Cleaning up is the caller's. */
export type AssetIndexFactory = (
  documents: readonly AssetDocument[],
  approvedStatuses?: readonly string[],
) => Promise<AssetIndex>;

const now = Date.parse('2026-06-01T12:00:00Z');

/** An approved asset of Brazil; `creation_date` defaults to 2026-05-01. */
function asset(video_id: string, fields: Partial<AssetDocument> = {}): AssetDocument {
  return {
    video_id,
    creation_date: '2026-05-01T00:00:00.000Z',
    production_country: 'BR',
    moderation_status: 'approved',
    primary_category: 'music',
    secondary_category: 'live',
    ...fields,
  };
}

async function ids(index: AssetIndex, query: Partial<AssetQuery> = {}): Promise<string[]> {
  const page = await index.find({ limit: 100, now, ...query });
  return page.assets.map(({ videoId }) => videoId);
}

/** What every {@link AssetIndex} promises. */
export function assetIndexContract(create: AssetIndexFactory): void {
  describe('order', () => {
    it('is newest first, undated last, ties by id', async () => {
      const index = await create([
        asset('b', { creation_date: null }),
        asset('a', { creation_date: undefined }),
        asset('old', { creation_date: '2020-01-01T00:00:00Z' }),
        asset('tie-2', { creation_date: '2026-01-01T00:00:00Z' }),
        asset('tie-10', { creation_date: '2026-01-01T00:00:00Z' }),
        asset('tie-1', { creation_date: '2026-01-01T00:00:00Z' }),
        asset('new', { creation_date: '2026-05-31T23:59:59.999Z' }),
      ]);
      expect(await ids(index)).toEqual(['new', 'tie-1', 'tie-10', 'tie-2', 'old', 'a', 'b']);
    });

    it('cuts ties at the limit by id', async () => {
      const index = await create(['d', 'b', 'e', 'a', 'c'].map((id) => asset(id)));
      expect(await ids(index, { limit: 3 })).toEqual(['a', 'b', 'c']);
      expect(await ids(index, { limit: 1 })).toEqual(['a']);
    });

    it('takes the latest of several dates', async () => {
      const index = await create([
        asset('one', { creation_date: '2026-02-01T00:00:00Z' }),
        asset('several', { creation_date: ['2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z'] }),
      ]);
      const { assets } = await index.find({ limit: 10, now });
      expect(assets.map(({ videoId }) => videoId)).toEqual(['several', 'one']);
      expect(assets[0]?.creationDate).toBe(Date.parse('2026-03-01T00:00:00Z'));
    });

    it('answers nothing for a limit of 0', async () => {
      const index = await create([asset('a')]);
      expect(await index.find({ limit: 0, now })).toEqual({ assets: [], skipped: 0 });
    });
  });

  describe('eligibility', () => {
    it('finds approved assets only, in any case', async () => {
      const index = await create([
        asset('approved'),
        asset('upper', { moderation_status: 'APPROVED' }),
        asset('mixed', { moderation_status: 'Approved' }),
        asset('pending', { moderation_status: 'pending' }),
        asset('rejected', { moderation_status: 'rejected' }),
        asset('prefix', { moderation_status: 'approved-not' }),
        asset('none', { moderation_status: null }),
        asset('absent', { moderation_status: undefined }),
        asset('blank', { moderation_status: '' }),
      ]);
      expect(await ids(index)).toEqual(['approved', 'mixed', 'upper']);
    });

    it('takes the approved statuses from the settings', async () => {
      const index = await create(
        [
          asset('live', { moderation_status: 'live' }),
          asset('ok', { moderation_status: 'OK' }),
          asset('approved'),
        ],
        ['ok', 'Live'],
      );
      expect(await ids(index)).toEqual(['live', 'ok']);
    });

    it('finds no asset at all where none has a status', async () => {
      const index = await create([{ video_id: 'a' }, { video_id: 'b' }]);
      expect(await ids(index)).toEqual([]);
    });

    it('finds nothing dated in the future, not even in one of several dates', async () => {
      const index = await create([
        asset('now', { creation_date: new Date(now).toISOString() }),
        asset('future', { creation_date: new Date(now + 1).toISOString() }),
        asset('both', { creation_date: ['2020-01-01T00:00:00Z', '2030-01-01T00:00:00Z'] }),
        asset('undated', { creation_date: null }),
      ]);
      expect(await ids(index)).toEqual(['now', 'undated']);
      expect(await ids(index, { videoIds: ['future', 'both'] })).toEqual([]);
    });

    it('works where no asset has a date', async () => {
      const index = await create([
        { video_id: 'b', moderation_status: 'approved' },
        { video_id: 'a', moderation_status: 'approved' },
      ]);
      expect(await ids(index)).toEqual(['a', 'b']);
    });

    it('works on an empty index', async () => {
      const index = await create([]);
      expect(await ids(index)).toEqual([]);
      expect(await ids(index, { country: 'BR' })).toEqual([]);
    });
  });

  describe('country', () => {
    it('matches in any case, and one of several', async () => {
      const index = await create([
        asset('upper'),
        asset('lower', { production_country: 'br' }),
        asset('several', { production_country: ['US', 'BR'] }),
        asset('other', { production_country: 'US' }),
        asset('none', { production_country: null }),
      ]);
      expect(await ids(index, { country: 'BR' })).toEqual(['lower', 'several', 'upper']);
      expect(await ids(index, { country: 'br' })).toEqual(['lower', 'several', 'upper']);
      expect(await ids(index)).toHaveLength(5);
    });

    it('finds nothing for a country without assets', async () => {
      const index = await create([asset('a')]);
      expect(await ids(index, { country: 'FR' })).toEqual([]);
    });
  });

  describe('ids', () => {
    it('finds only the given ids', async () => {
      const index = await create([asset('a'), asset('b'), asset('c', { moderation_status: 'pending' })]);
      expect(await ids(index, { videoIds: ['b', 'c', 'nowhere'] })).toEqual(['b']);
      expect(await ids(index, { videoIds: [] })).toEqual([]);
    });

    it('leaves out the excluded ids before it counts to the limit', async () => {
      const index = await create(['a', 'b', 'c', 'd'].map((id) => asset(id)));
      expect(await ids(index, { excludeIds: ['a', 'c', 'nowhere', ''], limit: 2 })).toEqual(['b', 'd']);
      expect(await ids(index, { excludeIds: [] })).toEqual(['a', 'b', 'c', 'd']);
    });

    it('bears 10,000 ids and 20,000 excluded ones', async () => {
      const index = await create([asset('a'), asset('b')]);
      const many = Array.from({ length: 19_999 }, (_, i) => `other-${String(i)}`);
      expect(await ids(index, { excludeIds: [...many, 'a'] })).toEqual(['b']);
      expect(await ids(index, { videoIds: [...many.slice(0, 9_999), 'a'] })).toEqual(['a']);
    });

    it('keeps ids that look like something else', async () => {
      const odd = ['"quoted"', '007', '1e3', 'ação', "it's", 'with space', '日本'];
      const index = await create(odd.map((id) => asset(id)));
      expect(await ids(index)).toEqual(odd);
      expect(await ids(index, { videoIds: ["it's", '日本'] })).toEqual(["it's", '日本']);
    });
  });

  describe('fields', () => {
    it('come back as they are kept', async () => {
      const index = await create([asset('a')]);
      expect(await index.find({ limit: 1, now })).toEqual({
        assets: [
          {
            videoId: 'a',
            creationDate: Date.parse('2026-05-01T00:00:00.000Z'),
            productionCountries: ['BR'],
            primaryCategory: 'music',
            secondaryCategory: 'live',
          },
        ],
        skipped: 0,
      });
    });

    it('are null or empty when missing', async () => {
      const index = await create([{ video_id: 'a', moderation_status: 'approved' }]);
      const { assets } = await index.find({ limit: 1, now });
      expect(assets).toEqual([
        {
          videoId: 'a',
          creationDate: null,
          productionCountries: [],
          primaryCategory: null,
          secondaryCategory: null,
        },
      ]);
    });

    it('take the alphabetically first of several categories, wherever it stands', async () => {
      const index = await create([
        asset('a', { primary_category: ['music', 'comedy'], secondary_category: ['b', 'a', 'c'] }),
      ]);
      const { assets } = await index.find({ limit: 1, now });
      expect(assets[0]).toMatchObject({ primaryCategory: 'comedy', secondaryCategory: 'a' });
    });

    it('drop countries that are not two letters, and repeats', async () => {
      const index = await create([
        asset('a', { production_country: ['us', 'US', 'br', 'Brazil', '', '1A', 'ÃO'] }),
      ]);
      const { assets } = await index.find({ limit: 1, now });
      expect([...assets[0]!.productionCountries].sort()).toEqual(['BR', 'US']);
    });

    it('read dates with an offset, without a time, and before 1970', async () => {
      const index = await create([
        asset('offset', { creation_date: '2026-05-01T02:00:00+02:00' }),
        asset('day', { creation_date: '2026-04-30' }),
        asset('early', { creation_date: '1965-01-01T00:00:00Z' }),
      ]);
      const { assets } = await index.find({ limit: 10, now });
      expect(assets.map(({ creationDate }) => creationDate)).toEqual([
        Date.parse('2026-05-01T00:00:00Z'),
        Date.parse('2026-04-30T00:00:00Z'),
        Date.parse('1965-01-01T00:00:00Z'),
      ]);
    });
  });

  it('stops when its signal is aborted', async () => {
    const index = await create([asset('a')]);
    await expect(index.find({ limit: 1, now, signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'StoreError',
    });
  });
}
