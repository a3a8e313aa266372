import type { FeatureTable, FeatureValues } from '../src/feature-store/feature-column.js';
import { FeatureStore, type StoredFeature } from '../src/feature-store/feature-store.js';
import type { Asset } from '../src/retrieval/asset.js';
import { AssetIndex, type AssetPage, type AssetQuery } from '../src/retrieval/asset-index.js';
import { Blacklist } from '../src/retrieval/blacklist.js';
import { UserIndex, type UserRecord } from '../src/retrieval/user-index.js';
import { StoreError } from '../src/store-error.js';

/** How a store behaves at the moment. */
export type Mood = 'works' | 'fails' | 'hangs' | 'is broken';

class Moody {
  mood: Mood = 'works';
  calls = 0;

  protected answer<T>(store: string, value: () => T): Promise<T> {
    this.calls += 1;
    switch (this.mood) {
      case 'works':
        return Promise.resolve().then(value);
      case 'fails':
        return Promise.reject(new StoreError(store, 'connection refused'));
      case 'hangs':
        return new Promise(() => undefined);
      case 'is broken':
        return Promise.reject(new TypeError('undefined is not a function'));
    }
  }
}

/** Ports answered from memory, to provoke failures that real servers do not have on demand. */
export class InMemoryAssetIndex extends Moody implements AssetIndex {
  readonly queries: AssetQuery[] = [];

  constructor(public assets: readonly Asset[]) {
    super();
  }

  find(query: AssetQuery): Promise<AssetPage> {
    this.queries.push(query);
    const { country, videoIds, excludeIds, limit, now } = query;
    const date = (asset: Asset) => asset.creationDate ?? -Infinity;
    return this.answer('elasticsearch', () => ({
      skipped: 0,
      assets: this.assets
        .filter((asset) => date(asset) <= now)
        .filter((asset) => country === undefined || asset.productionCountries.includes(country.toUpperCase()))
        .filter((asset) => videoIds === undefined || videoIds.includes(asset.videoId))
        .filter((asset) => !excludeIds?.includes(asset.videoId))
        .sort((a, b) => date(b) - date(a) || (a.videoId < b.videoId ? -1 : 1))
        .slice(0, limit),
    }));
  }
}

interface UserText {
  readonly country: string | null;
  readonly blacklist: readonly string[];
}

export class InMemoryUserIndex extends Moody implements UserIndex {
  constructor(public users: Readonly<Record<string, UserText>>) {
    super();
  }

  find(userId: string): Promise<UserRecord | null> {
    return this.answer('elasticsearch', () => {
      const user = this.users[userId];
      return user === undefined ? null : { ...user, blacklist: Blacklist.of(user.blacklist) };
    });
  }
}

type Values = Readonly<Record<string, Readonly<Record<string, number>>>>;

export class InMemoryFeatureStore extends Moody implements FeatureStore {
  readonly assetFeatures: readonly StoredFeature[];
  readonly userFeatures: readonly StoredFeature[];

  constructor(
    public assets: Values,
    public users: Values,
  ) {
    super();
    this.assetFeatures = ['prob_pc_1_watch', 'video_vv', 'prob_asset_watch'].map(numeric);
    this.userFeatures = ['prob_user_watch', 'user_vv'].map(numeric);
  }

  readAssets(videoIds: readonly string[]): Promise<FeatureTable> {
    return this.answer('redis', () => ({
      size: videoIds.length,
      columns: new Map(
        this.assetFeatures.map(({ name }) => [
          name,
          {
            kind: 'number' as const,
            values: Float64Array.from(videoIds, (id) => this.assets[id]?.[name] ?? NaN),
          },
        ]),
      ),
    }));
  }

  readUser(userId: string): Promise<FeatureValues> {
    return this.answer(
      'redis',
      () => new Map(this.userFeatures.map(({ name }) => [name, this.users[userId]?.[name] ?? NaN])),
    );
  }
}

function numeric(name: string): StoredFeature {
  return { name, kind: 'number' };
}
