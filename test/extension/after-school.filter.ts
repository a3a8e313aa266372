import type { CandidateMask } from '../../src/recommendation/candidate-mask.js';
import { Filter, type ViewerFilter } from '../../src/recommendation/filters/filter.js';
import type { PreparedPool } from '../../src/recommendation/prepared-pool.js';
import type { Viewer } from '../../src/recommendation/viewer.js';

/** No games before 16 o'clock (UTC). */
@Filter({ name: 'after_school', scope: 'viewer' })
export class AfterSchoolFilter implements ViewerFilter {
  apply({ now }: Viewer, { candidates }: PreparedPool, mask: CandidateMask): void {
    if (new Date(now).getUTCHours() >= 16) return;
    for (const [index, { asset }] of candidates.entries()) {
      if (asset.primaryCategory === 'gaming') mask.reject(index);
    }
  }
}
