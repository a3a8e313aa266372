import type { CandidateMask } from '../candidate-mask.js';
import type { CandidatePool } from '../candidate-pool.js';
import type { Viewer } from '../viewer.js';
import { Filter, type ViewerFilter } from './filter.js';

/** What the caller asks to leave out. */
@Filter({ name: 'exclude_ids', scope: 'viewer' })
export class ExclusionFilter implements ViewerFilter {
  apply(viewer: Viewer, pool: CandidatePool, mask: CandidateMask): void {
    for (const videoId of viewer.excludeIds) {
      const index = pool.indexOf.get(videoId);
      if (index !== undefined) mask.reject(index);
    }
  }
}
