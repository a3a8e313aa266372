import type { INestApplicationContext } from '@nestjs/common';
import { afterEach, beforeEach, describe } from '@jest/globals';
import type { Redis } from 'ioredis';

import { featureStoreContract } from '../src/feature-store/feature-store.contract.js';
import { FeatureStore, type StoredFeature } from '../src/feature-store/feature-store.js';
import { featureWriterContract } from '../src/feature-store/feature-writer.contract.js';
import { FeatureWriter } from '../src/feature-store/feature-writer.js';
import type { Environment } from '../src/settings/parse-settings.js';
import { featureStoreApp } from './feature-store-app.js';

/** A Redis to run the contracts on, which they fill and empty. */
export interface RedisUnderTest {
  /** Settings that reach it; prefixes and databases included. */
  environment(): Environment;
  /** HSET */
  hset(kind: 'assets' | 'users', key: string, fields: Readonly<Record<string, string>>): Promise<void>;
  /** Empties every database that is used. */
  empty(): Promise<void>;
}

/** Fills and empties the databases of assets and of users, by clients of their own. */
export function filledBy(assets: () => Redis, users: () => Redis): Pick<RedisUnderTest, 'hset' | 'empty'> {
  return {
    hset: async (kind, key, fields) => {
      await (kind === 'assets' ? assets() : users()).hset(key, fields);
    },
    empty: async () => {
      await assets().flushall();
    },
  };
}

/** What a feature store and its writer promise, on the service's own connections to a real Redis. */
export function redisContracts(redis: RedisUnderTest): void {
  const apps: INestApplicationContext[] = [];

  beforeEach(() => redis.empty());
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
  });

  async function start(more: Environment): Promise<INestApplicationContext> {
    const app = await featureStoreApp({ ...redis.environment(), ...more });
    apps.push(app);
    return app;
  }

  describe('read', () => {
    featureStoreContract(async ({ assetFeatures, userFeatures, assets, users }) => {
      const { ASSET_KEY_PREFIX = '', USER_KEY_PREFIX = '' } = redis.environment();
      await Promise.all(assets.map(({ id, values }) => fill('assets', ASSET_KEY_PREFIX + id, values)));
      await Promise.all(users.map(({ id, values }) => fill('users', USER_KEY_PREFIX + id, values)));
      const app = await start({
        ASSET_FEATURES: assetFeatures.map(entry).join(',') || ',',
        USER_FEATURES: userFeatures.map(entry).join(',') || ',',
      });
      return app.get(FeatureStore);
    });
  });

  describe('written', () => {
    featureWriterContract(async () => {
      const settings = { ASSET_FEATURES: 'video_vv,prob_asset_watch' };
      const first = await start(settings);
      const others = await Promise.all(Array.from({ length: 4 }, () => start(settings)));
      return {
        store: first.get(FeatureStore),
        writer: () => (others.shift() ?? first).get(FeatureWriter),
        makeForeign: (kind) => redis.hset(kind, 'somebody:else', { field: '1' }),
      };
    });
  });

  async function fill(
    kind: 'assets' | 'users',
    key: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<void> {
    if (Object.keys(fields).length > 0) await redis.hset(kind, key, fields);
  }
}

const entry = ({ name, kind }: StoredFeature) => (kind === 'number' ? name : `${name}:category`);
