import type { Asset } from '../asset.js';
import { AssetIndex } from '../asset-index.js';
import {
  CandidateSource,
  type SharedCandidateQuery,
  type SharedCandidateSource,
} from '../candidate-source.js';

/** Newest assets of the pool's own country; nothing for the global pool. */
@CandidateSource({ name: 'local', scope: 'shared', order: 100 })
export class LocalSource implements SharedCandidateSource {
  constructor(private readonly index: AssetIndex) {}

  async candidates({ country, ...query }: SharedCandidateQuery): Promise<readonly Asset[]> {
    if (country === null) return [];
    const { assets } = await this.index.find({ ...query, country });
    return assets;
  }
}
