import type { ViewerWithFeatures } from '../feature-store/feature.js';
import type { Blacklist } from '../retrieval/blacklist.js';

/** The user of one request. */
export interface Viewer extends ViewerWithFeatures {
  /** Videos that must not come back; empty when unknown. */
  readonly blacklist: readonly string[];
  /** Videos that this request asks to leave out. */
  readonly excludeIds: readonly string[];
}

/** The same with the blacklist as the user index gave it: `blacklist` makes strings of it when it is asked for. */
export interface ServedViewer extends Viewer {
  readonly seen: Blacklist;
}

export function servedViewer(
  { userId, country, now, features }: ViewerWithFeatures,
  seen: Blacklist,
  excludeIds: readonly string[],
): ServedViewer {
  return {
    userId,
    country,
    now,
    features,
    seen,
    excludeIds,
    get blacklist() {
      return seen.ids;
    },
  };
}
