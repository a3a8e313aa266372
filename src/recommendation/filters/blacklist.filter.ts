import type { CandidateMask } from '../candidate-mask.js';
import type { PreparedPool } from '../prepared-pool.js';
import type { ServedViewer } from '../viewer.js';
import { Filter, type ViewerFilter } from './filter.js';

/** What the viewer has already seen never comes back. */
@Filter({ name: 'blacklist', scope: 'viewer' })
export class BlacklistFilter implements ViewerFilter {
  apply({ seen }: ServedViewer, { ids }: PreparedPool, mask: CandidateMask): void {
    seen.forEachIn(ids, (index) => {
      mask.reject(index);
    });
  }
}
