import type { Asset } from '../../retrieval/asset.js';
import type { CategoryColumn } from '../feature-column.js';
import { type AssetFeature, Feature } from '../feature.js';

/** The asset's `secondary_category` as the index has it; `null` where it has none. */
@Feature({
  name: 'secondary_category',
  scope: 'asset',
  kind: 'category',
  description: 'The secondary_category of the asset, the text as the asset index has it.',
})
export class SecondaryCategoryFeature implements AssetFeature {
  column(assets: readonly Asset[]): CategoryColumn {
    return { kind: 'category', values: assets.map((asset) => asset.secondaryCategory) };
  }
}
