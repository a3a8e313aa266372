import { Injectable, Logger } from '@nestjs/common';

import { RedisConnections } from '../redis/redis-connections.js';
import type { HashRow } from '../redis/redis-hashes.js';
import { FeatureStoreSettings } from '../settings/feature-store.settings.js';
import { RedisSettings } from '../settings/redis.settings.js';
import { Metrics } from '../telemetry/metrics.js';
import type { FeatureTable, FeatureValues } from './feature-column.js';
import { FeatureStore, type StoredFeature } from './feature-store.js';
import { type StoredRow, StoredValues } from './stored-values.js';

/**
 * Features in Redis: one hash per asset and per user, at prefix + id, all values text. Only the configured
 * fields are read. A key that holds something else than a hash is a record that is not there, and counted.
 */
@Injectable()
export class RedisFeatureStore extends FeatureStore {
  override readonly assetFeatures: readonly StoredFeature[];
  override readonly userFeatures: readonly StoredFeature[];
  readonly #assetFields: readonly string[];
  readonly #userFields: readonly string[];
  readonly #values: StoredValues;

  constructor(
    private readonly connections: RedisConnections,
    private readonly redis: RedisSettings,
    features: FeatureStoreSettings,
    private readonly metrics: Metrics,
  ) {
    super();
    this.assetFeatures = features.ASSET_FEATURES;
    this.userFeatures = features.USER_FEATURES;
    this.#assetFields = this.assetFeatures.map(({ name }) => name);
    this.#userFields = this.userFeatures.map(({ name }) => name);
    this.#values = new StoredValues('redis', metrics, new Logger('FeatureStore'));
  }

  override async readAssets(videoIds: readonly string[], signal?: AbortSignal): Promise<FeatureTable> {
    const keys = videoIds.map((id) => this.redis.ASSET_KEY_PREFIX + id);
    const rows =
      this.#assetFields.length === 0
        ? keys.map(() => null)
        : await this.connections.assets.readMany(keys, this.#assetFields, signal);
    return this.#values.table(
      this.assetFeatures,
      rows.map((row) => this.#usable(row)),
    );
  }

  override async readUser(userId: string, signal?: AbortSignal): Promise<FeatureValues> {
    const key = this.redis.USER_KEY_PREFIX + userId;
    const row =
      this.#userFields.length === 0 ? null : await this.connections.users.read(key, this.#userFields, signal);
    return this.#values.values(this.userFeatures, this.#usable(row));
  }

  #usable(row: HashRow | null): StoredRow {
    if (row !== 'wrong_type') return row;
    this.metrics.skippedRecords.inc({ store: 'redis', reason: 'wrong_type' });
    return null;
  }
}
