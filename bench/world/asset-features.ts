import { smoothedRate, SMOOTHING_VIEWS } from '../../src/feature-store/smoothed-rate.js';
import { CATEGORIES } from '../../src/sqlite/sample-world/categories.js';
import { Random } from '../../src/sqlite/sample-world/random.js';
import type { SampleAsset } from '../../src/sqlite/sample-world/sample-asset.js';

/** Stored features of an asset: three of the feature format and two further ones, so that models have six in all. */
export const ASSET_FEATURES = [
  'prob_pc_1_watch',
  'video_vv',
  'prob_asset_watch',
  'duration_seconds',
  'likes',
] as const;

export type AssetFeatures = Readonly<Partial<Record<(typeof ASSET_FEATURES)[number], string>>>;

/** Share of views completed, in log-odds, of an asset like any other. */
const USUAL_COMPLETION = -1.5;
const PRIOR = 0.2;
const SEED = 4;
const WITHOUT_RECORD = 0.03;

/** What the feature store holds of an asset, as text; `null` where it has no record. The same for an asset every time. */
export function assetFeatures(asset: SampleAsset): AssetFeatures | null {
  const random = new Random(SEED, Number(asset.id));
  const duration = Math.round(Math.exp(6 + 0.9 * random.normal()));
  const age = asset.created === null ? 400 : -asset.created;
  if (age < 0 || random.chance(WITHOUT_RECORD)) return null;
  const ease = asset.primary === null ? 0 : (CATEGORIES[asset.primary]?.ease ?? 0);
  const views = Math.floor(Math.exp(5 + 1.5 * asset.appeal) * (1 - Math.exp(-age / 30)));
  const completed = Math.round(views * sigmoid(USUAL_COMPLETION + ease + 0.75 * asset.quality));
  const likes = Math.round(views * Math.min(0.5, 0.03 * Math.exp(0.8 * asset.quality)));
  return {
    ...(asset.primary !== null && { prob_pc_1_watch: String(sigmoid(USUAL_COMPLETION + ease)) }),
    video_vv: String(views),
    prob_asset_watch: String(smoothedRate(completed, views, SMOOTHING_VIEWS.asset, PRIOR)),
    duration_seconds: String(duration),
    likes: String(likes),
  };
}

function sigmoid(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
