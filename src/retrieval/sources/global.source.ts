import type { Asset } from '../asset.js';
import { AssetIndex } from '../asset-index.js';
import {
  CandidateSource,
  type SharedCandidateQuery,
  type SharedCandidateSource,
} from '../candidate-source.js';

/** Newest assets of all countries, as far as the sources before it leave room. */
@CandidateSource({ name: 'global', scope: 'shared', order: 200 })
export class GlobalSource implements SharedCandidateSource {
  constructor(private readonly index: AssetIndex) {}

  async candidates({ country: _, ...query }: SharedCandidateQuery): Promise<readonly Asset[]> {
    const { assets } = await this.index.find(query);
    return assets;
  }
}
