import type { Asset } from '../../retrieval/asset.js';
import type { NumberColumn } from '../feature-column.js';
import { type AssetFeature, Feature } from '../feature.js';

const DAY_MS = 86_400_000;

/** Days from an asset's creation to the build of its pool, a float; NaN where the asset is undated. */
@Feature({
  name: 'age_days',
  scope: 'asset',
  kind: 'number',
  description: 'Days from the creation of the asset to the build of its pool, a float of at least 0.',
})
export class AgeDaysFeature implements AssetFeature {
  column(assets: readonly Asset[], now: number): NumberColumn {
    const values = Float64Array.from(assets, ({ creationDate }) =>
      creationDate === null ? NaN : (now - creationDate) / DAY_MS,
    );
    return { kind: 'number', values };
  }
}
