import { type CandidateMask, type CandidatePool, Filter, type Viewer, type ViewerFilter } from 'upnext';

import { Watchlists } from './watchlists.js';

/** Nothing of the categories that the viewer muted. */
@Filter({ name: 'muted_categories', scope: 'viewer' })
export class MutedCategoriesFilter implements ViewerFilter {
  constructor(private readonly watchlists: Watchlists) {}

  apply({ userId }: Viewer, { candidates }: CandidatePool, mask: CandidateMask): void {
    const { muted } = this.watchlists.of(userId);
    if (muted.length === 0) return;
    for (const [index, { asset }] of candidates.entries()) {
      if (asset.primaryCategory !== null && muted.includes(asset.primaryCategory)) mask.reject(index);
    }
  }
}
