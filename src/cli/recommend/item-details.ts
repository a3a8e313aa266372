import type { INestApplicationContext } from '@nestjs/common';

import { FeatureCatalogue } from '../../feature-store/feature-catalogue.js';
import type { FeatureTable } from '../../feature-store/feature-column.js';
import type { PreparedPool } from '../../recommendation/prepared-pool.js';
import type { RecommendedItem } from '../../recommendation/recommendation.js';
import type { Asset } from '../../retrieval/asset.js';
import { AssetIndex } from '../../retrieval/asset-index.js';

/** What is known of a recommended video. */
export interface ItemDetails {
  readonly primaryCategory: string | null;
  readonly secondaryCategory: string | null;
  /** Features of scope `asset`, by name: a number (NaN when missing), or a category (`null` when missing). */
  readonly features: ReadonlyMap<string, number | string | null>;
}

/**
 * Details of recommended videos, by id: from the pool that they were ranked in; of those that were found beside
 * it, from the stores.
 *
 * @throws StoreError
 */
export async function itemDetails(
  app: INestApplicationContext,
  items: readonly RecommendedItem[],
  pool: PreparedPool,
): Promise<ReadonlyMap<string, ItemDetails>> {
  const details = new Map<string, ItemDetails>();
  const elsewhere: string[] = [];
  for (const { videoId } of items) {
    const row = pool.indexOf.get(videoId);
    const candidate = row === undefined ? undefined : pool.candidates[row];
    if (row === undefined || candidate === undefined) elsewhere.push(videoId);
    else details.set(videoId, detailsOf(candidate.asset, pool.features, row));
  }
  if (elsewhere.length === 0) return details;
  const query = { videoIds: elsewhere, limit: elsewhere.length, now: pool.builtAt };
  const { assets } = await app.get(AssetIndex, { strict: false }).find(query);
  const { table } = await app.get(FeatureCatalogue, { strict: false }).assetTable(assets, pool.builtAt);
  for (const [row, asset] of assets.entries()) details.set(asset.videoId, detailsOf(asset, table, row));
  return details;
}

function detailsOf(
  { primaryCategory, secondaryCategory }: Asset,
  table: FeatureTable,
  row: number,
): ItemDetails {
  const features = new Map(
    [...table.columns].map(([name, { values }]) => [name, values[row] ?? null] as const),
  );
  return { primaryCategory, secondaryCategory, features };
}
