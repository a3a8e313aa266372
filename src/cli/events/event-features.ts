import type { FeatureRecord } from '../../feature-store/feature-writer.js';
import { smoothedRate, SMOOTHING_VIEWS } from '../../feature-store/smoothed-rate.js';
import type { AssetViews, UserViews, Views } from './event-aggregate.js';

/** The overall rate, towards which all others are smoothed; `fallback` where there are no views. */
export function overallRate({ views, completed }: Views, fallback: number): number {
  return views === 0 ? fallback : completed / views;
}

/** Features of a user, as text that reads back as the same bits. */
export function userFeatures({ userId, views, completed }: UserViews, prior: number): FeatureRecord {
  return {
    id: userId,
    values: {
      prob_user_watch: String(smoothedRate(completed, views, SMOOTHING_VIEWS.user, prior)),
      user_vv: String(views),
    },
  };
}

/** Features of an asset; without views, or without a category, that rate is the prior by the same formula. */
export function assetFeatures(
  { videoId, views, completed, category }: AssetViews,
  prior: number,
): FeatureRecord {
  const ofCategory = smoothedRate(category.completed, category.views, SMOOTHING_VIEWS.category, prior);
  return {
    id: videoId,
    values: {
      prob_pc_1_watch: String(ofCategory),
      video_vv: String(views),
      prob_asset_watch: String(smoothedRate(completed, views, SMOOTHING_VIEWS.asset, prior)),
    },
  };
}
