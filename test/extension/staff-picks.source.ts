import type { Asset } from '../../src/retrieval/asset.js';
import { AssetIndex } from '../../src/retrieval/asset-index.js';
import {
  CandidateSource,
  type SharedCandidateQuery,
  type SharedCandidateSource,
} from '../../src/retrieval/candidate-source.js';

/** What the editors picked. */
export abstract class StaffPicks {
  abstract readonly videoIds: readonly string[];
}

/** Picks are proposed before anything else, as far as they may be shown. */
@CandidateSource({ name: 'staff_picks', scope: 'shared', order: 50 })
export class StaffPicksSource implements SharedCandidateSource {
  constructor(
    private readonly index: AssetIndex,
    private readonly picks: StaffPicks,
  ) {}

  async candidates({ country: _, ...query }: SharedCandidateQuery): Promise<readonly Asset[]> {
    const { assets } = await this.index.find({ ...query, videoIds: this.picks.videoIds });
    return assets;
  }
}
