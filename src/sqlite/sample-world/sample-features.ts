import { SMOOTHING_VIEWS, smoothedRate } from '../../feature-store/smoothed-rate.js';
import type { FeatureRecord } from '../../feature-store/feature-writer.js';
import type { View } from './views.js';

/** Stored features of everything that was watched and of everybody who watched. */
export interface SampleFeatures {
  readonly assets: readonly FeatureRecord[];
  readonly users: readonly FeatureRecord[];
}

interface Count {
  views: number;
  completed: number;
}

/** The stored features as of the end of these views. Who or what is not among them has none. */
export function sampleFeatures(views: Iterable<View>): SampleFeatures {
  const all: Count = { views: 0, completed: 0 };
  const byUser = new Map<string, Count>();
  const byCategory = new Map<number, Count>();
  const byAsset = new Map<View['asset'], Count>();
  for (const { user, asset, completed } of views) {
    add(all, completed);
    add(counted(byUser, user.id), completed);
    add(counted(byAsset, asset), completed);
    if (asset.primary !== null) add(counted(byCategory, asset.primary), completed);
  }
  const prior = all.completed / Math.max(all.views, 1);
  const rate = (count: Count, k: number) => String(smoothedRate(count.completed, count.views, k, prior));
  const ofCategory = (primary: number | null) => {
    const count = primary === null ? undefined : byCategory.get(primary);
    return count === undefined ? {} : { prob_pc_1_watch: rate(count, SMOOTHING_VIEWS.category) };
  };
  return {
    assets: Array.from(byAsset, ([asset, count]) => ({
      id: asset.id,
      values: {
        ...ofCategory(asset.primary),
        video_vv: String(count.views),
        prob_asset_watch: rate(count, SMOOTHING_VIEWS.asset),
      },
    })),
    users: Array.from(byUser, ([id, count]) => ({
      id,
      values: { prob_user_watch: rate(count, SMOOTHING_VIEWS.user), user_vv: String(count.views) },
    })),
  };
}

function counted<K>(counts: Map<K, Count>, key: K): Count {
  let count = counts.get(key);
  if (count === undefined) counts.set(key, (count = { views: 0, completed: 0 }));
  return count;
}

function add(count: Count, completed: boolean): void {
  count.views += 1;
  if (completed) count.completed += 1;
}
