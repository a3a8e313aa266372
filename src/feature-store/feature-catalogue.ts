import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

import { FeatureDeclarations } from '../ranking/feature-declarations.js';
import type { FeatureDeclaration } from '../ranking/ranker.js';
import type { Asset } from '../retrieval/asset.js';
import { StoreError } from '../store-error.js';
import { requireUniqueNames } from '../unique-names.js';
import type { FeatureColumn, FeatureTable, FeatureValues } from './feature-column.js';
import { FeatureStore } from './feature-store.js';
import type { CrossFeatureFill, ViewerContext } from './feature.js';
import { type ComputedFeatures, computedFeatures, markedFeatures } from './marked-features.js';
import { missingTable, missingValues } from './missing-values.js';

/** Features of scope `asset` of a pool's candidates. */
export interface AssetTable {
  readonly table: FeatureTable;
  /** Why the stored columns are all missing; `undefined` where the store answered. */
  readonly storeError: StoreError | undefined;
}

/** A feature of scope `cross` with its asset side done. */
export interface PreparedCrossFeature {
  readonly name: string;
  readonly fill: CrossFeatureFill;
}

/**
 * Every feature there is: those that the feature store keeps, and those that a provider marked `@Feature()`
 * computes.
 *
 * Errors of a computed feature pass: only a store may fail.
 */
@Injectable()
export class FeatureCatalogue extends FeatureDeclarations implements OnModuleInit {
  /** Stored features of a user, all missing: for anonymous viewers, and where the store fails. */
  readonly missingUser: FeatureValues;
  readonly storedAssetFeatures: readonly string[];
  #all: readonly FeatureDeclaration[] | undefined;
  #computed: ComputedFeatures | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly store: FeatureStore,
  ) {
    super();
    this.missingUser = missingValues(store.userFeatures);
    this.storedAssetFeatures = store.assetFeatures.map(({ name }) => name);
  }

  /** @throws Error when two features have one name, or a marked provider is not what it declares */
  onModuleInit(): void {
    this.#all ??= this.#declarations();
    this.#computed ??= this.#features;
  }

  /**
   * Stored ones of assets, then of users, then computed ones by name. There before any module has started: a
   * model that is loaded while the application is being built asks for them.
   */
  override get all(): readonly FeatureDeclaration[] {
    this.#all ??= this.#declarations();
    return this.#all;
  }

  /**
   * Stored and computed features of assets, rows in the order of `assets`.
   *
   * @param now when the pool is built, milliseconds since the epoch
   */
  async assetTable(assets: readonly Asset[], now: number, signal?: AbortSignal): Promise<AssetTable> {
    const { table, storeError } = await this.#stored(assets, signal);
    const columns = new Map(table.columns);
    for (const { name, kind, feature } of this.#features.asset) {
      columns.set(name, checked(name, kind, assets.length, feature.column(assets, now)));
    }
    return { table: { size: assets.length, columns }, storeError };
  }

  /**
   * Asset side of the features of scope `cross`.
   *
   * @param wanted names of those that are needed; all where absent
   */
  prepareCross(assets: readonly Asset[], wanted?: readonly string[]): readonly PreparedCrossFeature[] {
    return this.#features.cross
      .filter(({ name }) => wanted?.includes(name) ?? true)
      .map(({ name, feature }) => ({ name, fill: feature.prepare(assets) }));
  }

  /** A user's stored features together with the computed ones of scope `user` and `context`. */
  viewerValues(viewer: ViewerContext, stored: FeatureValues): FeatureValues {
    const values = new Map(stored);
    for (const { name, feature } of this.#features.viewer) values.set(name, feature.value(viewer));
    return values;
  }

  async #stored(assets: readonly Asset[], signal: AbortSignal | undefined): Promise<AssetTable> {
    try {
      const ids = assets.map(({ videoId }) => videoId);
      return { table: await this.store.readAssets(ids, signal), storeError: undefined };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { table: missingTable(this.store.assetFeatures, assets.length), storeError: error };
    }
  }

  get #features(): ComputedFeatures {
    this.#computed ??= computedFeatures(markedFeatures(this.discovery));
    return this.#computed;
  }

  #declarations(): FeatureDeclaration[] {
    const { assetFeatures, userFeatures } = this.store;
    const owned = [
      ...assetFeatures.map((f) => ({ ...f, scope: 'asset' as const, owner: 'ASSET_FEATURES' })),
      ...userFeatures.map((f) => ({ ...f, scope: 'user' as const, owner: 'USER_FEATURES' })),
      ...markedFeatures(this.discovery).map(({ options, owner }) => ({ ...options, owner })),
    ];
    requireUniqueNames('feature', owned);
    return owned.map(({ name, scope, kind }) => ({ name, scope, kind }));
  }
}

/** @throws TypeError where a feature's column is not what it declares */
function checked(
  name: string,
  kind: 'number' | 'category',
  size: number,
  column: FeatureColumn,
): FeatureColumn {
  if (column.kind !== kind || column.values.length !== size) {
    const given = `${column.values.length} values of kind ${column.kind}`;
    throw new TypeError(`feature '${name}' gave ${given} for ${size} assets; it declares kind ${kind}`);
  }
  return column;
}
