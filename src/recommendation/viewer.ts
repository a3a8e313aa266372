import type { FeatureValues } from '../feature-store/feature-column.js';
import type { ViewerContext } from '../feature-store/feature.js';

/** The user of one request. */
export interface Viewer extends ViewerContext {
  /** Videos that must not come back; empty when unknown. */
  readonly blacklist: readonly string[];
  /** Videos that this request asks to leave out. */
  readonly excludeIds: readonly string[];
  /** Features of scope `user` and `context`. */
  readonly features: FeatureValues;
}
