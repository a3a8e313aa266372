import type { CandidateMask } from '../candidate-mask.js';
import type { CandidatePool } from '../candidate-pool.js';
import type { Viewer } from '../viewer.js';
import { Filter, type ViewerFilter } from './filter.js';
import { rejectIds } from './reject-ids.js';

/** What the viewer has already seen never comes back. */
@Filter({ name: 'blacklist', scope: 'viewer' })
export class BlacklistFilter implements ViewerFilter {
  apply(viewer: Viewer, pool: CandidatePool, mask: CandidateMask): void {
    rejectIds(viewer.blacklist, pool, mask);
  }
}
