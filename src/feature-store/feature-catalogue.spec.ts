import { Inject, Injectable, Module, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';

import { FeatureDeclarations } from '../ranking/feature-declarations.js';
import type { Asset } from '../retrieval/asset.js';
import { StoreError } from '../store-error.js';
import { FeatureCatalogue } from './feature-catalogue.js';
import type { FeatureColumn, FeatureTable, FeatureValues, NumberColumn } from './feature-column.js';
import { FeatureStore, type StoredFeature } from './feature-store.js';
import {
  type AssetFeature,
  type CrossFeature,
  type CrossFeatureFill,
  Feature,
  type ViewerContext,
  type ViewerFeature,
} from './feature.js';
import { AgeDaysFeature } from './features/age-days.feature.js';
import { CountryMatchFeature } from './features/country-match.feature.js';
import { HourOfDayFeature } from './features/hour-of-day.feature.js';
import { missingTable } from './missing-values.js';

const now = Date.parse('2026-06-01T12:30:00Z');
const assets: Asset[] = ['aa', 'b'].map((videoId) => ({
  videoId,
  creationDate: now - 86_400_000,
  productionCountries: ['BR'],
  primaryCategory: null,
  secondaryCategory: null,
}));
const viewer: ViewerContext = { userId: 'u', country: 'BR', now };

class Store extends FeatureStore {
  override readonly assetFeatures: readonly StoredFeature[] = [
    { name: 'video_vv', kind: 'number' },
    { name: 'genre', kind: 'category' },
  ];
  override readonly userFeatures: readonly StoredFeature[] = [
    { name: 'user_vv', kind: 'number' },
    { name: 'segment', kind: 'category' },
  ];
  error: Error | undefined;

  override readAssets(videoIds: readonly string[]): Promise<FeatureTable> {
    if (this.error !== undefined) return Promise.reject(this.error);
    const values = new Float64Array(videoIds.length).fill(7);
    const { columns } = missingTable(this.assetFeatures, videoIds.length);
    return Promise.resolve({
      size: videoIds.length,
      columns: new Map([...columns, ['video_vv', { kind: 'number', values }]]),
    });
  }

  override readUser(): Promise<FeatureValues> {
    return Promise.reject(new Error('is not asked here'));
  }
}

/** Features of somebody else's module, with something injected. */
@Feature({
  name: 'id_length',
  scope: 'asset',
  kind: 'number',
  description: 'Characters of the id, times a factor.',
})
@Injectable()
class IdLengthFeature implements AssetFeature {
  constructor(@Inject('FACTOR') private readonly factor: number) {}

  column(of: readonly Asset[]): NumberColumn {
    return { kind: 'number', values: Float64Array.from(of, ({ videoId }) => videoId.length * this.factor) };
  }
}

@Feature({ name: 'is_known', scope: 'user', kind: 'number', description: 'Whether the viewer has an id.' })
class IsKnownFeature implements ViewerFeature {
  value({ userId }: ViewerContext): number {
    return userId === null ? 0 : 1;
  }
}

@Module({ providers: [IdLengthFeature, IsKnownFeature, { provide: 'FACTOR', useValue: 10 }] })
class TheirModule {}

async function create(...more: (Type | { provide: symbol; inject: unknown[]; useFactory: unknown })[]) {
  const store = new Store();
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule, TheirModule],
    providers: [
      AgeDaysFeature,
      CountryMatchFeature,
      HourOfDayFeature,
      FeatureCatalogue,
      { provide: FeatureDeclarations, useExisting: FeatureCatalogue },
      { provide: FeatureStore, useValue: store },
      ...(more as Type[]),
    ],
  }).compile();
  await module.init();
  return { module, store, catalogue: module.get(FeatureCatalogue) };
}

function column(table: FeatureTable, name: string): unknown {
  const found = table.columns.get(name);
  return found === undefined ? undefined : [...found.values];
}

describe('declarations', () => {
  it('are the stored features and the computed ones of every module', async () => {
    const { module } = await create();
    expect(module.get(FeatureDeclarations).all).toEqual([
      { name: 'video_vv', scope: 'asset', kind: 'number' },
      { name: 'genre', scope: 'asset', kind: 'category' },
      { name: 'user_vv', scope: 'user', kind: 'number' },
      { name: 'segment', scope: 'user', kind: 'category' },
      { name: 'age_days', scope: 'asset', kind: 'number' },
      { name: 'country_match', scope: 'cross', kind: 'number' },
      { name: 'hour_of_day', scope: 'context', kind: 'number' },
      { name: 'id_length', scope: 'asset', kind: 'number' },
      { name: 'is_known', scope: 'user', kind: 'number' },
    ]);
  });

  it('are known while the application is being built, and the features are whole afterwards', async () => {
    const early = Symbol('a model that is loaded during the start');
    const { module, catalogue } = await create({
      provide: early,
      inject: [FeatureDeclarations],
      useFactory: ({ all }: FeatureDeclarations) => all.map(({ name }) => name),
    });
    expect(module.get<string[]>(early)).toContain('id_length');
    const { table } = await catalogue.assetTable(assets, now);
    expect(column(table, 'id_length')).toEqual([20, 10]);
  });

  it('of one name keep the application from starting', async () => {
    @Feature({ name: 'age_days', scope: 'asset', kind: 'number', description: '' })
    class OtherAge extends AgeDaysFeature {}
    await expect(create(OtherAge)).rejects.toThrow(
      /'age_days' is declared twice: by (AgeDaysFeature and by OtherAge|OtherAge and by AgeDaysFeature)/,
    );
    @Feature({ name: 'video_vv', scope: 'asset', kind: 'number', description: '' })
    class Views extends AgeDaysFeature {}
    await expect(create(Views)).rejects.toThrow(
      "feature 'video_vv' is declared twice: by ASSET_FEATURES and by Views",
    );
  });

  it('that a class does not keep keep the application from starting', async () => {
    @Feature({ name: 'nothing', scope: 'cross', kind: 'number', description: '' })
    class Nothing {}
    await expect(create(Nothing)).rejects.toThrow("feature 'nothing': Nothing has no method prepare()");
    @Feature({ name: 'words', scope: 'cross', kind: 'category', description: '' })
    class Words extends CountryMatchFeature {}
    await expect(create(Words)).rejects.toThrow(
      "'words': Words is of scope 'cross' and can only be a number",
    );
  });
});

describe('features of assets', () => {
  it('are stored and computed ones in one table', async () => {
    const { catalogue } = await create();
    const { table, storeError } = await catalogue.assetTable(assets, now);
    expect(storeError).toBeUndefined();
    expect(table.size).toBe(2);
    expect([...table.columns.keys()]).toEqual(['video_vv', 'genre', 'age_days', 'id_length']);
    expect(column(table, 'video_vv')).toEqual([7, 7]);
    expect(column(table, 'age_days')).toEqual([1, 1]);
    expect(catalogue.storedAssetFeatures).toEqual(['video_vv', 'genre']);
  });

  it('lack the stored ones where the store fails', async () => {
    const { catalogue, store } = await create();
    store.error = new StoreError('redis', 'connection refused');
    const { table, storeError } = await catalogue.assetTable(assets, now);
    expect(storeError).toBe(store.error);
    expect(column(table, 'video_vv')).toEqual([NaN, NaN]);
    expect(column(table, 'genre')).toEqual([null, null]);
    expect(column(table, 'age_days')).toEqual([1, 1]);
  });

  it('let errors pass that are no store’s', async () => {
    const { catalogue, store } = await create();
    store.error = new TypeError('undefined is not a function');
    await expect(catalogue.assetTable(assets, now)).rejects.toBe(store.error);
  });

  it('must be what they declare', async () => {
    @Feature({ name: 'short', scope: 'asset', kind: 'number', description: '' })
    class Short implements AssetFeature {
      column(): FeatureColumn {
        return { kind: 'number', values: new Float64Array(1) };
      }
    }
    const { catalogue } = await create(Short);
    await expect(catalogue.assetTable(assets, now)).rejects.toThrow(
      "feature 'short' gave 1 values of kind number for 2 assets; it declares kind number",
    );
  });

  it('are columns without rows for no assets', async () => {
    const { catalogue } = await create();
    const { table } = await catalogue.assetTable([], now);
    expect(table.size).toBe(0);
    expect(column(table, 'age_days')).toEqual([]);
  });
});

describe('features of a request', () => {
  it('of scope cross are prepared, all or the wanted ones', async () => {
    @Feature({ name: 'always_one', scope: 'cross', kind: 'number', description: '' })
    class One implements CrossFeature {
      prepare(): CrossFeatureFill {
        return (_, out) => out.fill(1);
      }
    }
    const { catalogue } = await create(One);
    const names = (wanted?: string[]) => catalogue.prepareCross(assets, wanted).map(({ name }) => name);
    expect(names()).toEqual(['always_one', 'country_match']);
    expect(names(['country_match', 'video_vv'])).toEqual(['country_match']);
    expect(names([])).toEqual([]);
    const out = new Float64Array(2);
    catalogue.prepareCross(assets, ['country_match'])[0]?.fill({ ...viewer, features: new Map() }, out);
    expect([...out]).toEqual([1, 1]);
  });

  it('of scope user and context join the stored ones', async () => {
    const { catalogue } = await create();
    const stored: FeatureValues = new Map<string, number | string>([
      ['user_vv', 3],
      ['segment', 'new'],
    ]);
    expect(Object.fromEntries(catalogue.viewerValues(viewer, stored))).toEqual({
      user_vv: 3,
      segment: 'new',
      hour_of_day: 12,
      is_known: 1,
    });
    expect(stored.size).toBe(2);
  });

  it('are missing for a viewer without stored features', async () => {
    const { catalogue } = await create();
    const values = catalogue.viewerValues({ ...viewer, userId: null }, catalogue.missingUser);
    expect(Object.fromEntries(values)).toEqual({ user_vv: NaN, segment: null, hour_of_day: 12, is_known: 0 });
  });
});
