import { expect, it } from '@jest/globals';

import { targetOwnerContract } from '../target-owner.contract.js';
import { ForeignTargetError } from '../foreign-target-error.js';
import type { FeatureStore } from './feature-store.js';
import type { FeatureWriter } from './feature-writer.js';

/** One target that nothing was written to yet. Cleaning up is the caller's. */
export interface FeatureWriterFixture {
  /** Another writer on the same target, as a second import would have. */
  writer(): FeatureWriter;
  /** Reads what was written: numbers `video_vv` and `prob_asset_watch`, `prob_user_watch` and `user_vv`. */
  readonly store: FeatureStore;
  /** Fills the target with something that an import did not write. Absent: the store cannot hold such. */
  makeForeign?(kind: 'assets' | 'users'): Promise<void>;
}

/** What every {@link FeatureWriter} promises. */
export function featureWriterContract(create: () => Promise<FeatureWriterFixture>): void {
  async function asset(store: FeatureStore, id: string): Promise<Record<string, unknown>> {
    const { columns } = await store.readAssets([id]);
    return Object.fromEntries([...columns].map(([name, { values }]) => [name, values[0]]));
  }

  it('writes what readers see', async () => {
    const { writer, store } = await create();
    const it = writer();
    await it.open('assets', false);
    await it.open('users', false);
    await it.write('assets', [
      { id: 'a', values: { video_vv: '10', prob_asset_watch: '0.125' } },
      { id: 'b', values: { video_vv: '20' } },
    ]);
    await it.write('users', [{ id: 'u', values: { prob_user_watch: '0.5', user_vv: '3' } }]);
    await it.close();
    expect(await asset(store, 'a')).toEqual({ video_vv: 10, prob_asset_watch: 0.125 });
    expect(await asset(store, 'b')).toEqual({ video_vv: 20, prob_asset_watch: NaN });
    expect(Object.fromEntries(await store.readUser('u'))).toEqual({ prob_user_watch: 0.5, user_vv: 3 });
  });

  it('sets the given fields and leaves the others, within one run and in a second one', async () => {
    const { writer, store } = await create();
    const first = writer();
    await first.open('assets', false);
    await first.write('assets', [
      { id: 'a', values: { video_vv: '1', prob_asset_watch: '0.25' } },
      { id: 'a', values: { video_vv: '2' } },
    ]);
    await first.close();
    expect(await asset(store, 'a')).toEqual({ video_vv: 2, prob_asset_watch: 0.25 });
    const second = writer();
    await second.open('assets', false);
    await second.write('assets', [{ id: 'a', values: { prob_asset_watch: '0.75' } }]);
    await second.close();
    expect(await asset(store, 'a')).toEqual({ video_vv: 2, prob_asset_watch: 0.75 });
  });

  it('writes thousands at once, and none', async () => {
    const { writer, store } = await create();
    const it = writer();
    await it.open('assets', false);
    const ids = Array.from({ length: 3_000 }, (_, i) => `v${String(i)}`);
    await it.write(
      'assets',
      ids.map((id, i) => ({ id, values: { video_vv: String(i) } })),
    );
    await it.write('assets', []);
    await it.write('assets', [{ id: 'fieldless', values: {} }]);
    await it.close();
    const { columns } = await store.readAssets(ids);
    expect([...(columns.get('video_vv')?.values ?? [])]).toEqual(ids.map((_, i) => i));
  });

  it('opens again what it has opened, for assets and users in any order', async () => {
    const { writer } = await create();
    for (const kind of ['users', 'assets', 'assets', 'users'] as const) {
      const it = writer();
      await it.open(kind, false);
      await it.write(kind, [{ id: 'x', values: { video_vv: '1', user_vv: '1' } }]);
      await it.close();
    }
  });

  targetOwnerContract(create);

  it.each(['assets', 'users'] as const)(
    'refuses %s that an import did not write, unless told to write into them',
    async (kind) => {
      const { writer, store, makeForeign } = await create();
      if (makeForeign === undefined) return;
      await makeForeign(kind);
      expect(await writer().owner(kind)).toBe('other');
      await expect(writer().open(kind, false)).rejects.toBeInstanceOf(ForeignTargetError);
      const it = writer();
      await it.open(kind, true);
      await it.write(kind, [{ id: 'x', values: { video_vv: '1', user_vv: '1' } }]);
      await it.close();
      if (kind === 'assets') expect((await asset(store, 'x')).video_vv).toBe(1);
      else expect((await store.readUser('x')).get('user_vv')).toBe(1);
      await expect(writer().open(kind, false)).rejects.toBeInstanceOf(ForeignTargetError);
    },
  );
}
