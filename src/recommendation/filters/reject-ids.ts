import type { CandidateMask } from '../candidate-mask.js';
import type { CandidatePool } from '../candidate-pool.js';

/** Rejects the listed videos; ids that are not in the pool are ignored. */
export function rejectIds(videoIds: readonly string[], pool: CandidatePool, mask: CandidateMask): void {
  for (const videoId of videoIds) {
    const index = pool.indexOf.get(videoId);
    if (index !== undefined) mask.reject(index);
  }
}
