import type { Asset } from '../../retrieval/asset.js';
import type { CategoryColumn } from '../feature-column.js';
import { type AssetFeature, Feature } from '../feature.js';

/** The asset's `primary_category` as the index has it; `null` where it has none. */
@Feature({
  name: 'primary_category',
  scope: 'asset',
  kind: 'category',
  description: 'The primary_category of the asset, the text as the asset index has it.',
})
export class PrimaryCategoryFeature implements AssetFeature {
  column(assets: readonly Asset[]): CategoryColumn {
    return { kind: 'category', values: assets.map((asset) => asset.primaryCategory) };
  }
}
