import { describe, expect, it } from '@jest/globals';

import type { FeatureStore, StoredFeature } from './feature-store.js';
import type { FeatureRecord } from './feature-writer.js';

/** What a store is to hold, and which fields of it are features. */
export interface FeatureStoreContent {
  readonly assetFeatures: readonly StoredFeature[];
  readonly userFeatures: readonly StoredFeature[];
  readonly assets: readonly FeatureRecord[];
  readonly users: readonly FeatureRecord[];
}

/** Makes a store that holds exactly this. Cleaning up is the caller's. */
export type FeatureStoreFactory = (content: FeatureStoreContent) => Promise<FeatureStore>;

const assetFeatures: readonly StoredFeature[] = [
  { name: 'prob_pc_1_watch', kind: 'number' },
  { name: 'video_vv', kind: 'number' },
];
const userFeatures: readonly StoredFeature[] = [{ name: 'prob_user_watch', kind: 'number' }];
const empty: FeatureStoreContent = { assetFeatures, userFeatures, assets: [], users: [] };

/** What every {@link FeatureStore} promises. */
export function featureStoreContract(create: FeatureStoreFactory): void {
  async function column(store: FeatureStore, name: string, ids: readonly string[]): Promise<unknown> {
    const { columns } = await store.readAssets(ids);
    const values = columns.get(name)?.values;
    return values === undefined ? undefined : [...values];
  }

  describe('features of assets', () => {
    it('come as columns, rows in the order of the ids', async () => {
      const store = await create({
        ...empty,
        assets: [
          { id: 'a', values: { prob_pc_1_watch: '0.25', video_vv: '10' } },
          { id: 'b', values: { prob_pc_1_watch: '0.5', video_vv: '20' } },
        ],
      });
      const table = await store.readAssets(['b', 'a', 'b']);
      expect(table.size).toBe(3);
      expect([...table.columns.keys()]).toEqual(['prob_pc_1_watch', 'video_vv']);
      expect(table.columns.get('prob_pc_1_watch')).toEqual({
        kind: 'number',
        values: new Float64Array([0.5, 0.25, 0.5]),
      });
      expect(await column(store, 'video_vv', ['b', 'a'])).toEqual([20, 10]);
    });

    it('are missing where the record, or the field, is not there', async () => {
      const store = await create({ ...empty, assets: [{ id: 'a', values: { video_vv: '10' } }] });
      expect(await column(store, 'video_vv', ['nowhere', 'a'])).toEqual([NaN, 10]);
      expect(await column(store, 'prob_pc_1_watch', ['a', 'nowhere'])).toEqual([NaN, NaN]);
    });

    it('are columns without rows for no ids', async () => {
      const store = await create(empty);
      const table = await store.readAssets([]);
      expect(table.size).toBe(0);
      expect([...table.columns.keys()]).toEqual(['prob_pc_1_watch', 'video_vv']);
    });

    it('are read for thousands at once', async () => {
      const records = Array.from({ length: 3_000 }, (_, i) => ({
        id: `v${String(i)}`,
        values: { video_vv: String(i) },
      }));
      const store = await create({ ...empty, assets: records });
      const ids = records.map(({ id }) => id).reverse();
      expect(await column(store, 'video_vv', ids)).toEqual(ids.map((id) => Number(id.slice(1))));
    });
  });

  describe('features of a user', () => {
    it('are read by id', async () => {
      const store = await create({ ...empty, users: [{ id: 'u', values: { prob_user_watch: '0.75' } }] });
      expect([...(await store.readUser('u'))]).toEqual([['prob_user_watch', 0.75]]);
    });

    it('are all there, and missing, for a user who is not', async () => {
      const store = await create({
        ...empty,
        userFeatures: [...userFeatures, { name: 'segment', kind: 'category' }],
      });
      expect([...(await store.readUser('nobody'))]).toEqual([
        ['prob_user_watch', NaN],
        ['segment', null],
      ]);
    });
  });

  it('tells assets and users with one id apart by their fields', async () => {
    const store = await create({
      ...empty,
      assets: [{ id: 'same', values: { video_vv: '10' } }],
      users: [{ id: 'same', values: { prob_user_watch: '0.5' } }],
    });
    expect(await column(store, 'video_vv', ['same'])).toEqual([10]);
    expect([...(await store.readUser('same'))]).toEqual([['prob_user_watch', 0.5]]);
  });

  it('takes malformed numbers as missing, and reads the rest of the record', async () => {
    const texts = ['x', '', 'nan', '0x10', '١', '1,5', '1.5', ' 1.5 ', '1e-3', 'inf', '-inf'];
    const store = await create({
      ...empty,
      assets: texts.map((text, i) => ({ id: String(i), values: { prob_pc_1_watch: text, video_vv: '7' } })),
      users: [{ id: 'u', values: { prob_user_watch: 'x' } }],
    });
    const ids = texts.map((_, i) => String(i));
    expect(await column(store, 'prob_pc_1_watch', ids)).toEqual([
      ...Array<number>(6).fill(NaN),
      1.5,
      1.5,
      0.001,
      Infinity,
      -Infinity,
    ]);
    expect(await column(store, 'video_vv', ids)).toEqual(texts.map(() => 7));
    expect((await store.readUser('u')).get('prob_user_watch')).toBeNaN();
  });

  it('reads categories as they are, the empty one as missing', async () => {
    const texts = ['music', ' Music ', '0', 'ação', ''];
    const store = await create({
      ...empty,
      assetFeatures: [{ name: 'genre', kind: 'category' }],
      assets: texts.map((genre, i) => ({ id: String(i), values: { genre } })),
    });
    expect(await column(store, 'genre', ['0', '1', '2', '3', '4', 'nowhere'])).toEqual([
      'music',
      ' Music ',
      '0',
      'ação',
      null,
      null,
    ]);
  });

  it('reads any field that is configured, and no other', async () => {
    const odd = ['new.rate', 'über', "it's", 'a/b', '$x', '0'];
    const store = await create({
      ...empty,
      assetFeatures: odd.map((name) => ({ name, kind: 'number' })),
      assets: [
        { id: 'a', values: { ...Object.fromEntries(odd.map((name, i) => [name, String(i)])), other: '1' } },
      ],
    });
    expect(store.assetFeatures.map(({ name }) => name)).toEqual(odd);
    const { columns } = await store.readAssets(['a']);
    expect([...columns].map(([name, { values }]) => [name, values[0]])).toEqual(
      odd.map((name, i) => [name, i]),
    );
  });

  it('reads nothing where no feature is configured', async () => {
    const store = await create({
      ...empty,
      assetFeatures: [],
      userFeatures: [],
      assets: [{ id: 'a', values: { video_vv: '1' } }],
    });
    expect(await store.readAssets(['a'])).toEqual({ size: 1, columns: new Map() });
    expect(await store.readUser('u')).toEqual(new Map());
  });

  it('keeps ids that look like something else', async () => {
    const odd = [
      '"quoted"',
      '007',
      '1e3',
      "it's",
      'ação',
      'with space',
      '日本',
      '*',
      '?',
      '[a]',
      '__proto__',
    ];
    const records = odd.map((id, i) => ({ id, values: { video_vv: String(i), prob_user_watch: String(i) } }));
    const store = await create({ ...empty, assets: records, users: records });
    expect(await column(store, 'video_vv', odd)).toEqual(odd.map((_, i) => i));
    for (const [i, id] of odd.entries()) {
      expect((await store.readUser(id)).get('prob_user_watch')).toBe(i);
    }
  });

  it('stops when its signal is aborted', async () => {
    const store = await create(empty);
    const failure = { name: 'StoreError' };
    await expect(store.readAssets(['a'], AbortSignal.abort())).rejects.toMatchObject(failure);
    await expect(store.readUser('u', AbortSignal.abort())).rejects.toMatchObject(failure);
  });
}
