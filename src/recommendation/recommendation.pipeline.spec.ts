import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';

import { aRequest, anAsset, ManualClock } from '../../test/builders.js';
import { InMemoryAssetIndex, InMemoryFeatureStore, InMemoryUserIndex } from '../../test/in-memory-stores.js';
import { Clock } from '../clock.js';
import { FeatureCatalogue } from '../feature-store/feature-catalogue.js';
import type { FeatureTable } from '../feature-store/feature-column.js';
import { FeatureStore } from '../feature-store/feature-store.js';
import { LogOddsRanker } from '../ranking/log-odds.ranker.js';
import { type PreparedRanking, Ranker } from '../ranking/ranker.js';
import { AssetIndex } from '../retrieval/asset-index.js';
import type { Asset } from '../retrieval/asset.js';
import { Blacklist } from '../retrieval/blacklist.js';
import { CandidateSource, type ViewerCandidateSource } from '../retrieval/candidate-source.js';
import { CandidateSources } from '../retrieval/candidate-sources.js';
import { GlobalSource } from '../retrieval/sources/global.source.js';
import { LocalSource } from '../retrieval/sources/local.source.js';
import { UserIndex, type UserRecord } from '../retrieval/user-index.js';
import { PoolSettings } from '../settings/pool.settings.js';
import { RequestSettings } from '../settings/request.settings.js';
import { RetrievalSettings } from '../settings/retrieval.settings.js';
import { StoreError } from '../store-error.js';
import { Metrics } from '../telemetry/metrics.js';
import type { CandidateMask } from './candidate-mask.js';
import { Explainer } from './explainer.js';
import { BlacklistFilter } from './filters/blacklist.filter.js';
import { ExclusionFilter } from './filters/exclusion.filter.js';
import { Filter, type ViewerFilter } from './filters/filter.js';
import { Filters } from './filters/filters.js';
import { PoolBuilder } from './pool-builder.js';
import type { PreparedPool } from './prepared-pool.js';
import { PreparedPools } from './prepared-pools.js';
import type { RecommendationRequest, RecommendedItem } from './recommendation.js';
import { RecommendationPipeline } from './recommendation.pipeline.js';
import { Refill } from './refill.js';
import { ViewerCandidates } from './viewer-candidates.js';
import { ViewerReader } from './viewer-reader.js';
import type { Viewer } from './viewer.js';

const DAY = 86_400_000;
const clock = new ManualClock();

/** `BR0` is the newest asset of Brazil, `US0` that of the United States; the higher the number the better the rate. */
function catalogue(): Asset[] {
  return ['BR', 'US'].flatMap((country) =>
    Array.from({ length: 30 }, (_, age) =>
      anAsset(`${country}${String(age).padStart(2, '0')}`, {
        creationDate: clock.now() - (age + 1) * DAY,
        productionCountries: [country],
      }),
    ),
  );
}

function rates(assets: readonly Asset[]): Record<string, Record<string, number>> {
  return Object.fromEntries(
    assets.map(({ videoId }) => [videoId, { prob_asset_watch: 0.1 + Number(videoId.slice(2)) / 100 }]),
  );
}

/** Counts how often a candidate of Brazil's pool is explained from now on. */
async function explainCalls(module: TestingModule): Promise<() => number> {
  const { pool } = await module.get(PreparedPools).serve('BR', 1_000);
  const explain = jest.spyOn(pool.ranking as Required<PreparedRanking>, 'explain');
  return () => explain.mock.calls.length;
}

describe('RecommendationPipeline', () => {
  let assetIndex: InMemoryAssetIndex;
  let userIndex: InMemoryUserIndex;
  let features: InMemoryFeatureStore;
  let module: TestingModule;

  async function start(
    more: { candidates?: number; withoutBlacklist?: boolean; imports?: (new () => unknown)[] } = {},
  ): Promise<(request?: Partial<RecommendationRequest>) => ReturnType<RecommendationPipeline['recommend']>> {
    const baseline = new LogOddsRanker(0.2);
    module = await Test.createTestingModule({
      imports: [DiscoveryModule, ...(more.imports ?? [])],
      providers: [
        BlacklistFilter,
        ExclusionFilter,
        Explainer,
        Filters,
        PoolBuilder,
        PreparedPools,
        RecommendationPipeline,
        Refill,
        ViewerCandidates,
        ViewerReader,
        CandidateSources,
        LocalSource,
        GlobalSource,
        FeatureCatalogue,
        Metrics,
        { provide: Clock, useValue: clock },
        { provide: AssetIndex, useValue: assetIndex },
        { provide: UserIndex, useValue: userIndex },
        { provide: FeatureStore, useValue: features },
        { provide: Ranker, useValue: baseline },
        { provide: LogOddsRanker, useValue: baseline },
        {
          provide: RetrievalSettings,
          useValue: new RetrievalSettings({
            CANDIDATES_TO_RETRIEVE: more.candidates ?? 20,
            APPROVED_STATUSES: ['approved'],
          }),
        },
        {
          provide: PoolSettings,
          useValue: new PoolSettings({
            POOL_REFRESH_SECONDS: 30,
            POOL_MAX_AGE_SECONDS: 300,
            POOL_BUILD_TIMEOUT_MS: 5_000,
            POOLS_MAX_MB: 64,
          }),
        },
        {
          provide: RequestSettings,
          useValue: new RequestSettings({
            REQUEST_TIMEOUT_MS: 250,
            USER_READ_TIMEOUT_MS: 30,
            SERVE_WITHOUT_BLACKLIST: more.withoutBlacklist ?? true,
          }),
        },
      ],
    }).compile();
    module.useLogger(false);
    await module.init();
    const pipeline = module.get(RecommendationPipeline);
    return (request) => pipeline.recommend(aRequest(request));
  }

  const ids = (items: readonly { videoId: string }[]) => items.map(({ videoId }) => videoId);

  beforeEach(() => {
    const assets = catalogue();
    assetIndex = new InMemoryAssetIndex(assets);
    features = new InMemoryFeatureStore(rates(assets), { '7': { prob_user_watch: 0.9, user_vv: 40 } });
    userIndex = new InMemoryUserIndex({
      '7': { country: 'BR', blacklist: ['BR19', 'BR18'] },
      binger: {
        country: 'BR',
        blacklist: Array.from({ length: 15 }, (_, i) => `BR${String(i).padStart(2, '0')}`),
      },
    });
  });

  afterEach(async () => {
    await module.close();
  });

  it('ranks the newest of the viewer’s country by score, without the blacklist', async () => {
    const recommend = await start();
    const answer = await recommend({ userId: '7', limit: 3 });
    expect(ids(answer.items)).toEqual(['BR17', 'BR16', 'BR15']);
    expect(answer.items.map(({ rank, source }) => ({ rank, source }))).toEqual([
      { rank: 1, source: 'local' },
      { rank: 2, source: 'local' },
      { rank: 3, source: 'local' },
    ]);
    expect(answer.degraded).toEqual([]);
    expect(Object.keys(answer.timings)).toEqual(['viewer', 'pool', 'score', 'mask', 'select']);
  });

  it('scores while the user index is still asked, where the request names the country', async () => {
    const recommend = await start();
    const { pool } = await module.get(PreparedPools).serve('BR', 1_000);
    const score = jest.spyOn(pool.ranking, 'score');
    let found: (user: UserRecord) => void = () => undefined;
    const asked = new Promise<UserRecord>((resolve) => (found = resolve));
    jest.spyOn(userIndex, 'find').mockReturnValue(asked);
    const named = recommend({ userId: '7', country: 'BR', limit: 2 });
    const unnamed = recommend({ userId: '7', limit: 2 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(score).toHaveBeenCalledTimes(1);
    found({ country: 'BR', blacklist: Blacklist.of(['BR19']) });
    expect(ids((await named).items)).toEqual(['BR18', 'BR17']);
    expect(ids((await unnamed).items)).toEqual(['BR18', 'BR17']);
    expect(score).toHaveBeenCalledTimes(2);
  });

  it('prefers the country of the request to the user index’s', async () => {
    const recommend = await start();
    expect(ids((await recommend({ userId: '7', country: 'US', limit: 2 })).items)).toEqual(['US19', 'US18']);
  });

  it('fills up with other countries where a country has too few assets', async () => {
    const recommend = await start({ candidates: 40 });
    const { items } = await recommend({ country: 'US', limit: 40 });
    expect(items.filter(({ source }) => source === 'local')).toHaveLength(30);
    expect(ids(items.filter(({ source }) => source === 'global')).every((id) => id.startsWith('BR'))).toBe(
      true,
    );
  });

  it('serves anonymous viewers and countries without assets from all countries', async () => {
    const recommend = await start();
    for (const request of [{}, { country: 'ZZ' }]) {
      const { items, degraded } = await recommend(request);
      expect(new Set(ids(items).map((id) => id.slice(0, 2)))).toEqual(new Set(['BR', 'US']));
      expect(degraded).toEqual([]);
    }
  });

  it('leaves out what the request excludes', async () => {
    const recommend = await start();
    const { items } = await recommend({ country: 'BR', limit: 2, excludeIds: ['BR19', 'nothing'] });
    expect(ids(items)).toEqual(['BR18', 'BR17']);
  });

  it('searches further where the viewer has seen most of the pool', async () => {
    const recommend = await start();
    const { items, timings } = await recommend({ userId: 'binger', limit: 10 });
    expect(items).toHaveLength(10);
    const scores = items.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(ids(items)).toEqual([
      'BR24',
      'BR23',
      'BR22',
      'BR21',
      'BR20',
      'BR19',
      'BR18',
      'BR17',
      'BR16',
      'BR15',
    ]);
    expect(timings.refill).toBeGreaterThanOrEqual(0);
  });

  it('makes at most two searches to fill up', async () => {
    const recommend = await start();
    await recommend({ userId: 'binger', limit: 10 });
    const before = assetIndex.queries.length;
    userIndex.users = { binger: { country: 'BR', blacklist: catalogue().map(({ videoId }) => videoId) } };
    const { items } = await recommend({ userId: 'binger' });
    expect(items).toEqual([]);
    expect(assetIndex.queries.length - before).toBe(2);
  });

  it('says that the user’s features are missing when their store fails or hangs', async () => {
    const recommend = await start();
    await recommend({ userId: '7' });
    for (const mood of ['fails', 'hangs'] as const) {
      features.mood = mood;
      const answer = await recommend({ userId: '7', limit: 1 });
      expect(answer.degraded).toEqual(['user_features']);
      expect(ids(answer.items)).toEqual(['BR17']);
    }
  });

  it('serves without the blacklist, and says so, when the user index fails', async () => {
    const recommend = await start();
    userIndex.mood = 'fails';
    const answer = await recommend({ userId: '7', country: 'BR', limit: 1 });
    expect(answer.degraded).toEqual(['blacklist']);
    expect(ids(answer.items)).toEqual(['BR19']);
  });

  it('does not serve without the blacklist where that is not wanted', async () => {
    const recommend = await start({ withoutBlacklist: false });
    userIndex.mood = 'hangs';
    await expect(recommend({ userId: '7' })).rejects.toMatchObject({ code: 'blacklist_unavailable' });
    expect((await recommend({ country: 'BR' })).items).toHaveLength(10);
  });

  it('says that the assets’ features are missing when their store fails at a pool’s first build', async () => {
    features.mood = 'fails';
    const recommend = await start();
    const answer = await recommend({ country: 'BR', limit: 3 });
    expect(answer.degraded).toEqual(['asset_features']);
    // All alike: the order is that of the ids.
    expect(ids(answer.items)).toEqual(['BR00', 'BR01', 'BR02']);
  });

  it('keeps the assets’ features of the pool before when their store fails at a rebuild', async () => {
    const recommend = await start();
    const { items } = await recommend({ country: 'BR' });
    features.mood = 'fails';
    const pools = module.get(PreparedPools);
    clock.advance(40_000);
    pools.refreshDue();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const answer = await recommend({ country: 'BR' });
    expect(answer.degraded).toEqual(['asset_features']);
    expect(ids(answer.items)).toEqual(ids(items));
  });

  it('has no answer when there never was a pool', async () => {
    assetIndex.mood = 'fails';
    const recommend = await start();
    await expect(recommend()).rejects.toMatchObject({ code: 'candidates_unavailable' });
  });

  it('ranks with the baseline, and says so, when the model fails on a pool', async () => {
    const recommend = await start();
    const builder = module.get(PoolBuilder);
    const broken = Object.assign(Object.create(Ranker.prototype) as Ranker, {
      model: { name: 'broken', version: '1', scoreIsProbability: true },
      featureNames: [],
      prepare: () => Promise.reject(new RangeError('broken')),
    });
    Reflect.set(builder, 'ranker', broken);
    const answer = await recommend({ country: 'US', limit: 1 });
    expect(answer.degraded).toEqual(['model']);
    expect(ids(answer.items)).toEqual(['US19']);
  });

  describe('never compares raw scores of different rankers', () => {
    /** Fails on pools of some sizes; its raw scores are far above the baseline's. */
    class PickyRanker extends LogOddsRanker {
      override readonly model = { name: 'picky', version: '1', scoreIsProbability: false };

      constructor(private readonly fails: (size: number) => boolean) {
        super(0.2);
      }

      override prepare(items: FeatureTable): Promise<PreparedRanking> {
        if (this.fails(items.size)) return Promise.reject(new RangeError('too picky'));
        const score = (_viewer: unknown, out: Float64Array) => {
          for (const index of out.keys()) out[index] = 100 + index;
        };
        return Promise.resolve({ bytes: 8 * items.size, score });
      }
    }

    @CandidateSource({ name: 'watch_again', scope: 'viewer', order: 50 })
    class WatchAgain implements ViewerCandidateSource {
      candidates() {
        return Promise.resolve([anAsset('XX99')]);
      }
    }
    @Module({ providers: [WatchAgain] })
    class TheirModule {}

    const startPicky = async (fails: (size: number) => boolean, imports: (new () => unknown)[] = []) => {
      features.assets = { ...features.assets, XX99: { prob_asset_watch: 0.99 } };
      const recommend = await start({ imports });
      Reflect.set(module.get(PoolBuilder), 'ranker', new PickyRanker(fails));
      return recommend;
    };

    it('where the model fails on what a viewer source proposes: that is left out', async () => {
      const recommend = await startPicky((size) => size < 20, [TheirModule]);
      const answer = await recommend({ country: 'US', limit: 20 });
      expect(answer.model.name).toBe('picky');
      expect(answer.degraded).toEqual(['candidates']);
      expect(ids(answer.items).every((id) => id.startsWith('US'))).toBe(true);
    });

    it('where the model failed on the country’s pool: the baseline ranks the proposals, too', async () => {
      const recommend = await startPicky((size) => size >= 20, [TheirModule]);
      const answer = await recommend({ country: 'US', limit: 2, explain: true });
      expect(answer.model.name).toBe('log-odds');
      expect(answer.degraded).toEqual(['model']);
      expect(ids(answer.items)).toEqual(['XX99', 'US19']);
      expect(answer.items.map(({ explanation }) => explanation?.ranker)).toEqual(['log-odds', 'log-odds']);
    });

    it('where the model fails on what a further search found: the answer stays short', async () => {
      const recommend = await startPicky((size) => size < 20);
      const answer = await recommend({ userId: 'binger', limit: 10 });
      expect(ids(answer.items)).toEqual(['BR19', 'BR18', 'BR17', 'BR16', 'BR15']);
      expect(answer.degraded).toEqual(['candidates']);
    });
  });

  describe('asked to explain', () => {
    const explanationOf = (item: RecommendedItem | undefined) => {
      const explanation = item?.explanation;
      if (explanation === undefined || 'unavailable' in explanation) throw new Error('not explained');
      return explanation;
    };
    const valueOf = (item: RecommendedItem | undefined, feature: string) =>
      explanationOf(item).features.find(({ name }) => name === feature)?.value;

    it('says of each item, and of no other candidate, where its score comes from', async () => {
      const recommend = await start();
      const calls = await explainCalls(module);
      const answer = await recommend({ userId: '7', limit: 3, explain: true });
      expect(ids(answer.items)).toEqual(['BR17', 'BR16', 'BR15']);
      for (const item of answer.items) {
        const { ranker, rawScore, expectedValue, features: parts } = explanationOf(item);
        expect(ranker).toBe('log-odds');
        expect(new LogOddsRanker(0.2).output(rawScore)).toBe(item.score);
        const sum = parts.reduce((total, { contribution }) => total + contribution, expectedValue);
        expect(sum).toBeCloseTo(rawScore, 12);
        expect(valueOf(item, 'prob_user_watch')).toBe(0.9);
      }
      expect(valueOf(answer.items[0], 'prob_asset_watch')).toBeCloseTo(0.27, 12);
      expect(calls()).toBe(3);
      expect(Object.keys(answer.timings)).toEqual(['viewer', 'pool', 'score', 'mask', 'select', 'explain']);
      const steps = await module.get(Metrics).steps.get();
      const count = steps.values.find(
        ({ metricName, labels }) => metricName?.endsWith('_count') && labels.step === 'explain',
      );
      expect(count?.value).toBe(1);
    });

    it('does nothing of it where it is not asked', async () => {
      const recommend = await start();
      const calls = await explainCalls(module);
      for (const explain of [undefined, false]) {
        const answer = await recommend({ userId: '7', limit: 3, explain });
        expect(Object.keys(answer.items[0]!)).toEqual(['videoId', 'source', 'score', 'rank']);
        expect(answer.timings).not.toHaveProperty('explain');
      }
      expect(calls()).toBe(0);
      const steps = await module.get(Metrics).steps.get();
      expect(steps.values.some(({ labels }) => labels.step === 'explain')).toBe(false);
    });

    it('answers an anonymous viewer, and says that their features are missing', async () => {
      const recommend = await start();
      const { items } = await recommend({ country: 'BR', limit: 1, explain: true });
      expect(valueOf(items[0], 'prob_user_watch')).toBeNull();
    });

    it('explains the scores as they were made, with what was missing then', async () => {
      const recommend = await start();
      await recommend({ userId: '7' });
      features.mood = 'fails';
      const answer = await recommend({ userId: '7', limit: 1, explain: true });
      expect(answer.degraded).toEqual(['user_features']);
      expect(valueOf(answer.items[0], 'prob_user_watch')).toBeNull();
      expect(valueOf(answer.items[0], 'prob_asset_watch')).toBeCloseTo(0.27, 12);
    });

    it('explains what a further search found, too', async () => {
      const recommend = await start();
      const { items } = await recommend({ userId: 'binger', limit: 10, explain: true });
      expect(items).toHaveLength(10);
      for (const item of items) {
        expect(valueOf(item, 'prob_asset_watch')).toBeCloseTo(0.1 + Number(item.videoId.slice(2)) / 100, 12);
      }
    });

    it('says which ranker cannot explain itself', async () => {
      const recommend = await start();
      const { ranking } = (await module.get(PreparedPools).serve('US', 1_000)).pool;
      Object.defineProperty(ranking, 'explain', { value: undefined });
      const { items } = await recommend({ country: 'US', limit: 1, explain: true });
      expect(items[0]?.explanation).toEqual({
        ranker: 'log-odds',
        unavailable: 'the ranker log-odds does not explain itself',
      });
    });
  });

  it('is loud about programmer errors', async () => {
    const recommend = await start();
    userIndex.mood = 'is broken';
    await expect(recommend({ userId: '7' })).rejects.toThrow(TypeError);
  });

  it('asks the sources and filters of other modules', async () => {
    @CandidateSource({ name: 'watch_again', scope: 'viewer', order: 50 })
    class WatchAgain implements ViewerCandidateSource {
      candidates({ userId }: { userId: string | null }) {
        if (userId === 'unlucky') return Promise.reject(new StoreError('history', 'refused'));
        return Promise.resolve(userId === '7' ? [anAsset('XX99'), anAsset('BR18')] : []);
      }
    }
    @Filter({ name: 'no_17', scope: 'viewer' })
    class No17 implements ViewerFilter {
      apply(_viewer: Viewer, pool: PreparedPool, mask: CandidateMask) {
        const index = pool.indexOf.get('BR17');
        if (index !== undefined) mask.reject(index);
      }
    }
    @Module({ providers: [WatchAgain, No17] })
    class TheirModule {}

    features.assets = { ...features.assets, XX99: { prob_asset_watch: 0.99 } };
    const recommend = await start({ imports: [TheirModule] });
    const answer = await recommend({ userId: '7', limit: 2 });
    expect(answer.items.map(({ videoId, source }) => [videoId, source])).toEqual([
      ['XX99', 'watch_again'],
      ['BR16', 'local'],
    ]);
    expect(answer.degraded).toEqual([]);
    expect((await recommend({ userId: 'unlucky', country: 'BR' })).degraded).toEqual(['candidates']);
  });
});
