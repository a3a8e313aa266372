import { expect, it } from '@jest/globals';

import type { UserDocument } from './documents.js';
import type { UserIndex } from './user-index.js';
import { plainUser } from '../../test/plain-user.js';

/** Makes an index that holds exactly these documents, visible to the first read. Cleaning up is the caller's. */
export type UserIndexFactory = (documents: readonly UserDocument[]) => Promise<UserIndex>;

/** What every {@link UserIndex} promises. */
export function userIndexContract(create: UserIndexFactory): void {
  it('finds a user by id', async () => {
    const index = await create([
      { user_id: '38073944', user_country: 'BR', user_blacklist: ['v1', 'v2'] },
      { user_id: 'u2', user_country: 'US', user_blacklist: ['v3'] },
    ]);
    expect(plainUser(await index.find('38073944'))).toEqual({ country: 'BR', blacklist: ['v1', 'v2'] });
    expect(plainUser(await index.find('u2'))).toEqual({ country: 'US', blacklist: ['v3'] });
  });

  it('answers null for a user who is not there', async () => {
    const index = await create([{ user_id: 'u1', user_country: 'BR' }]);
    expect(await index.find('nobody')).toBeNull();
    expect(await index.find('u')).toBeNull();
    expect(await index.find('U1')).toBeNull();
  });

  it('takes a blacklist of one value, and one without repeats or blanks from several', async () => {
    const index = await create([
      { user_id: 'one', user_country: 'BR', user_blacklist: 'v1' },
      { user_id: 'several', user_country: 'BR', user_blacklist: ['v2', 'v1', 'v2', ''] },
      { user_id: 'empty', user_country: 'BR', user_blacklist: [] },
    ]);
    expect((await index.find('one'))?.blacklist.ids).toEqual(['v1']);
    expect((await index.find('several'))?.blacklist.ids).toEqual(['v2', 'v1']);
    expect((await index.find('empty'))?.blacklist.ids).toEqual([]);
  });

  it('has no country where it is missing or not two letters', async () => {
    const index = await create([
      { user_id: 'absent', user_blacklist: ['v1'] },
      { user_id: 'null', user_country: null, user_blacklist: null },
      { user_id: 'name', user_country: 'Brazil' },
      { user_id: 'digit', user_country: 'B1' },
      { user_id: 'blank', user_country: '' },
    ]);
    expect(plainUser(await index.find('absent'))).toEqual({ country: null, blacklist: ['v1'] });
    expect(plainUser(await index.find('null'))).toEqual({ country: null, blacklist: [] });
    expect(plainUser(await index.find('name'))).toEqual({ country: null, blacklist: [] });
    expect(plainUser(await index.find('digit'))).toEqual({ country: null, blacklist: [] });
    expect(plainUser(await index.find('blank'))).toEqual({ country: null, blacklist: [] });
  });

  it('takes a country in any case, and the first usable of several', async () => {
    const index = await create([
      { user_id: 'lower', user_country: 'br' },
      { user_id: 'several', user_country: ['Brazil', 'us', 'BR'] },
    ]);
    expect((await index.find('lower'))?.country).toBe('BR');
    expect((await index.find('several'))?.country).toBe('US');
  });

  it('keeps ids that look like something else', async () => {
    const odd = ['"quoted"', '007', "it's", 'a/b', '..', 'a?b#c', '100%', 'with space', '日本', '_all', '*'];
    const index = await create(odd.map((user_id) => ({ user_id, user_blacklist: [`of ${user_id}`] })));
    for (const user_id of odd) {
      expect((await index.find(user_id))?.blacklist.ids).toEqual([`of ${user_id}`]);
    }
  });

  it('bears a long blacklist', async () => {
    const long = Array.from({ length: 10_000 }, (_, i) => `video-${String(i)}`);
    const index = await create([{ user_id: 'u', user_blacklist: long }]);
    expect((await index.find('u'))?.blacklist.ids).toEqual(long);
  });

  it('answers each of many reads of the same moment', async () => {
    const odd = ['a/b', '..', '_all', 'with space', 'x'.repeat(512)];
    const there = [...Array.from({ length: 60 }, (_, n) => `u${n}`), ...odd.slice(0, -1)];
    const index = await create(there.map((user_id) => ({ user_id, user_blacklist: [`of ${user_id}`] })));
    const asked = [...there, ...odd, 'nobody', 'u0', 'nobody else'];
    const found = await Promise.all(asked.map((userId) => index.find(userId)));
    expect(found.map((user) => user?.blacklist.ids)).toEqual(
      asked.map((userId) => (there.includes(userId) ? [`of ${userId}`] : undefined)),
    );
  });

  it('works on an empty index', async () => {
    const index = await create([]);
    expect(await index.find('u')).toBeNull();
  });

  it('stops when its signal is aborted', async () => {
    const index = await create([{ user_id: 'u' }]);
    await expect(index.find('u', AbortSignal.abort())).rejects.toMatchObject({ name: 'StoreError' });
  });
}
