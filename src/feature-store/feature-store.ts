import type { FeatureTable, FeatureValues } from './feature-column.js';

/** A feature that is kept in the store under its own name. */
export interface StoredFeature {
  readonly name: string;
  readonly kind: 'number' | 'category';
}

/**
 * Stored features of assets and users: which ones is configured (`ASSET_FEATURES`, `USER_FEATURES`).
 * A value that is absent, or malformed (a number that does not parse), is missing.
 *
 * @throws StoreError when the store cannot answer
 */
export abstract class FeatureStore {
  /** Features of assets that it keeps; names are unique over both lists. */
  abstract readonly assetFeatures: readonly StoredFeature[];
  /** Features of users that it keeps. */
  abstract readonly userFeatures: readonly StoredFeature[];

  /** One column per asset feature, rows in the order of `videoIds`. */
  abstract readAssets(videoIds: readonly string[], signal?: AbortSignal): Promise<FeatureTable>;

  /** Every user feature; all missing for a user who is not there. */
  abstract readUser(userId: string, signal?: AbortSignal): Promise<FeatureValues>;
}
