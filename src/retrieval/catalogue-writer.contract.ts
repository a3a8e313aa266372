import { expect, it } from '@jest/globals';

import { targetOwnerContract } from '../target-owner.contract.js';
import type { AssetIndex } from './asset-index.js';
import { ForeignTargetError, type CatalogueWriter } from './catalogue-writer.js';
import type { UserIndex } from './user-index.js';
import { plainUser } from '../../test/plain-user.js';

/** One target that nothing was written to yet. Cleaning up is the caller's. */
export interface CatalogueFixture {
  /** Another writer on the same target, as a second import would have. */
  writer(): CatalogueWriter;
  readonly assets: AssetIndex;
  readonly users: UserIndex;
  /** Makes the target exist as something that an import did not make. Absent: the store cannot hold such. */
  makeForeign?(kind: 'assets' | 'users'): Promise<void>;
}

const now = Date.parse('2026-06-01T12:00:00Z');

/** What every {@link CatalogueWriter} promises. */
export function catalogueWriterContract(create: () => Promise<CatalogueFixture>): void {
  it('writes assets that readers see after close', async () => {
    const { writer, assets } = await create();
    const it = writer();
    await it.open('assets', false);
    await it.writeAssets([
      {
        video_id: 'a',
        creation_date: '2026-05-01T00:00:00.000Z',
        production_country: ['BR', 'US'],
        moderation_status: 'approved',
        primary_category: 'music',
      },
    ]);
    await it.writeAssets([{ video_id: 'b', moderation_status: 'approved' }]);
    await it.close();
    const page = await assets.find({ limit: 10, now });
    expect(page.assets.map(({ videoId }) => videoId)).toEqual(['a', 'b']);
    expect(page.assets[0]).toMatchObject({
      creationDate: Date.parse('2026-05-01T00:00:00Z'),
      productionCountries: ['BR', 'US'],
      primaryCategory: 'music',
      secondaryCategory: null,
    });
  });

  it('writes users that readers see after close', async () => {
    const { writer, users } = await create();
    const it = writer();
    await it.open('users', false);
    await it.writeUsers([{ user_id: 'u', user_country: 'BR', user_blacklist: ['a'] }, { user_id: 'v' }]);
    await it.close();
    expect(plainUser(await users.find('u'))).toEqual({ country: 'BR', blacklist: ['a'] });
    expect(plainUser(await users.find('v'))).toEqual({ country: null, blacklist: [] });
  });

  it('replaces whole documents by id, within one run and in a second one', async () => {
    const { writer, assets, users } = await create();
    const first = writer();
    await first.open('assets', false);
    await first.open('users', false);
    await first.writeAssets([
      { video_id: 'a', moderation_status: 'approved', primary_category: 'old' },
      { video_id: 'a', moderation_status: 'approved', primary_category: 'music' },
    ]);
    await first.writeUsers([{ user_id: 'u', user_country: 'BR', user_blacklist: ['a', 'b'] }]);
    await first.close();
    const second = writer();
    await second.open('assets', false);
    await second.open('users', false);
    await second.writeAssets([{ video_id: 'a', moderation_status: 'approved', secondary_category: 'x' }]);
    await second.writeUsers([{ user_id: 'u', user_blacklist: ['c'] }]);
    await second.close();
    const page = await assets.find({ limit: 10, now });
    expect(page.assets).toMatchObject([{ videoId: 'a', primaryCategory: null, secondaryCategory: 'x' }]);
    expect(plainUser(await users.find('u'))).toEqual({ country: null, blacklist: ['c'] });
  });

  it('writes thousands at once', async () => {
    const { writer, assets } = await create();
    const it = writer();
    await it.open('assets', false);
    const documents = Array.from({ length: 3_000 }, (_, i) => ({
      video_id: `v${String(i).padStart(5, '0')}`,
      moderation_status: 'approved',
    }));
    await it.writeAssets(documents);
    await it.writeAssets([]);
    await it.close();
    const page = await assets.find({ limit: 5_000, now });
    expect(page.assets.map(({ videoId }) => videoId)).toEqual(documents.map(({ video_id }) => video_id));
  });

  targetOwnerContract(create);

  it.each(['assets', 'users'] as const)(
    'refuses %s that an import did not make, unless told to write into them',
    async (kind) => {
      const { writer, makeForeign } = await create();
      if (makeForeign === undefined) return;
      await makeForeign(kind);
      expect(await writer().owner(kind)).toBe('other');
      await expect(writer().open(kind, false)).rejects.toBeInstanceOf(ForeignTargetError);
      const it = writer();
      await it.open(kind, true);
      if (kind === 'assets') await it.writeAssets([{ video_id: 'a' }]);
      else await it.writeUsers([{ user_id: 'u' }]);
      await it.close();
      await expect(writer().open(kind, false)).rejects.toBeInstanceOf(ForeignTargetError);
    },
  );
}
