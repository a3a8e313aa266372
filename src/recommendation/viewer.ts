import type { ViewerWithFeatures } from '../feature-store/feature.js';

/** The user of one request. */
export interface Viewer extends ViewerWithFeatures {
  /** Videos that must not come back; empty when unknown. */
  readonly blacklist: readonly string[];
  /** Videos that this request asks to leave out. */
  readonly excludeIds: readonly string[];
}
