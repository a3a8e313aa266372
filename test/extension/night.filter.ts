import type { CandidateMask } from '../../src/recommendation/candidate-mask.js';
import { Filter, type ViewerFilter } from '../../src/recommendation/filters/filter.js';
import type { PreparedPool } from '../../src/recommendation/prepared-pool.js';
import type { Viewer } from '../../src/recommendation/viewer.js';

/** Horror is for the night, 22 to 6 o'clock UTC. */
@Filter({ name: 'night', scope: 'viewer' })
export class NightFilter implements ViewerFilter {
  apply({ now }: Viewer, { candidates }: PreparedPool, mask: CandidateMask): void {
    const hour = new Date(now).getUTCHours();
    if (hour >= 22 || hour < 6) return;
    for (const [index, { asset }] of candidates.entries()) {
      if (asset.primaryCategory === 'horror') mask.reject(index);
    }
  }
}
