import {
  type Asset,
  AssetIndex,
  CandidateSource,
  type ViewerCandidateQuery,
  type ViewerCandidateSource,
} from 'upnext';

import { Watchlists } from './watchlists.js';

/** What the viewer saved for later, however old it is, as far as it may be shown. */
@CandidateSource({ name: 'watchlist', scope: 'viewer', order: 50 })
export class WatchlistSource implements ViewerCandidateSource {
  constructor(
    private readonly index: AssetIndex,
    private readonly watchlists: Watchlists,
  ) {}

  async candidates({ userId, country: _, ...query }: ViewerCandidateQuery): Promise<readonly Asset[]> {
    const { saved } = this.watchlists.of(userId);
    if (saved.length === 0) return [];
    const { assets } = await this.index.find({ ...query, videoIds: saved });
    return assets;
  }
}
