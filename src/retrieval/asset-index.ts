import type { Asset } from './asset.js';

/** Which eligible assets to find. Eligible: approved, and not dated after `now`. */
export interface AssetQuery {
  /** Two letters, any case; absent: every country. */
  readonly country?: string;
  /** Only these ids (at most 10,000). */
  readonly videoIds?: readonly string[];
  /** None of these ids (at most 20,000). */
  readonly excludeIds?: readonly string[];
  /** 0..10,000. */
  readonly limit: number;
  /** Milliseconds since the epoch; assets dated later are not eligible. */
  readonly now: number;
  readonly signal?: AbortSignal;
}

/** Answer to an {@link AssetQuery}. */
export interface AssetPage {
  /** Newest first, ties by `videoId` ascending, undated ones last; no id twice. */
  readonly assets: readonly Asset[];
  /** Documents that matched but could not be used (no id). */
  readonly skipped: number;
}

/**
 * The catalogue. Only eligible assets ever leave it: an asset with an unapproved or missing status, or
 * dated in the future, is not found by any query.
 *
 * @throws StoreError when the store cannot answer
 */
export abstract class AssetIndex {
  /** @throws StoreError when the store cannot answer */
  abstract find(query: AssetQuery): Promise<AssetPage>;
}
