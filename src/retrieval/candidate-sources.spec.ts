import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';

import type { Asset } from './asset.js';
import { AssetIndex, type AssetPage, type AssetQuery } from './asset-index.js';
import {
  CandidateSource,
  type SharedCandidateQuery,
  type SharedCandidateSource,
  type ViewerCandidateSource,
} from './candidate-source.js';
import { CandidateSources } from './candidate-sources.js';
import { GlobalSource } from './sources/global.source.js';
import { LocalSource } from './sources/local.source.js';

const asset: Asset = {
  videoId: 'a',
  creationDate: null,
  productionCountries: ['BR'],
  primaryCategory: null,
  secondaryCategory: null,
};

class RecordingIndex extends AssetIndex {
  readonly asked: AssetQuery[] = [];

  override find(query: AssetQuery): Promise<AssetPage> {
    this.asked.push(query);
    return Promise.resolve({ assets: [asset], skipped: 0 });
  }
}

@CandidateSource({ name: 'trending', scope: 'shared', order: 150 })
class Trending implements SharedCandidateSource {
  candidates(): Promise<readonly Asset[]> {
    return Promise.resolve([]);
  }
}

@CandidateSource({ name: 'followed', scope: 'viewer', order: 50 })
class Followed implements ViewerCandidateSource {
  candidates(): Promise<readonly Asset[]> {
    return Promise.resolve([]);
  }
}

@Module({ providers: [Trending, Followed] })
class TheirModule {}

@Module({ imports: [TheirModule] })
class TheirOtherModule {}

async function start(imports: (new () => unknown)[], providers: (new () => unknown)[] = []) {
  const index = new RecordingIndex();
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule, ...imports],
    providers: [
      CandidateSources,
      GlobalSource,
      LocalSource,
      { provide: AssetIndex, useValue: index },
      ...providers,
    ],
  }).compile();
  await module.init();
  return { sources: module.get(CandidateSources), index };
}

const query: SharedCandidateQuery = { country: 'BR', limit: 5, excludeIds: ['x'], now: 1 };

describe('candidate sources', () => {
  it('are found wherever their module is imported, once, by ascending order', async () => {
    const { sources } = await start([TheirModule, TheirOtherModule]);
    expect(sources.shared.map(({ name }) => name)).toEqual(['local', 'trending', 'global']);
    expect(sources.viewer.map(({ name }) => name)).toEqual(['followed']);
  });

  it('must have names of their own', async () => {
    @CandidateSource({ name: 'local', scope: 'viewer', order: 1 })
    class Impostor implements ViewerCandidateSource {
      candidates(): Promise<readonly Asset[]> {
        return Promise.resolve([]);
      }
    }
    await expect(start([], [Impostor])).rejects.toThrow(/'local' is declared twice: by .*Impostor/);
  });

  it('must propose candidates', async () => {
    @CandidateSource({ name: 'mute', scope: 'shared', order: 1 })
    class Mute {}
    await expect(start([], [Mute])).rejects.toThrow(
      "candidate source 'mute': Mute has no method candidates()",
    );
  });

  it('local asks for the assets of the country, and nothing without one', async () => {
    const { sources, index } = await start([]);
    const [local] = sources.shared;
    expect(await local!.source.candidates({ ...query, country: null })).toEqual([]);
    expect(index.asked).toEqual([]);
    expect(await local!.source.candidates(query)).toEqual([asset]);
    expect(index.asked).toEqual([query]);
  });

  it('global asks for the assets of all countries', async () => {
    const { sources, index } = await start([]);
    const global = sources.shared.at(-1);
    expect(await global!.source.candidates(query)).toEqual([asset]);
    expect(index.asked).toEqual([{ limit: 5, excludeIds: ['x'], now: 1 }]);
  });
});
