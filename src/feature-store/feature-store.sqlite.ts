import type { StatementSync } from 'node:sqlite';

import { Injectable, Logger } from '@nestjs/common';

import { FeatureStoreSettings } from '../settings/feature-store.settings.js';
import { SqliteDatabase } from '../sqlite/sqlite-database.js';
import { answered } from '../sqlite/to-store-error.js';
import { Metrics } from '../telemetry/metrics.js';
import type { FeatureTable, FeatureValues } from './feature-column.js';
import { FeatureStore, type StoredFeature } from './feature-store.js';
import { type StoredRow, StoredValues } from './stored-values.js';

/** Stored features in the embedded store: one JSON object of texts per record. */
@Injectable()
export class SqliteFeatureStore extends FeatureStore {
  readonly assetFeatures: readonly StoredFeature[];
  readonly userFeatures: readonly StoredFeature[];
  readonly #values: StoredValues;
  readonly #assets: StatementSync;
  readonly #user: StatementSync;

  constructor(db: SqliteDatabase, settings: FeatureStoreSettings, metrics: Metrics) {
    super();
    this.assetFeatures = settings.ASSET_FEATURES;
    this.userFeatures = settings.USER_FEATURES;
    this.#values = new StoredValues('sqlite', metrics, new Logger('Features'));
    this.#assets = db.prepare(
      `SELECT wanted.key AS row, fields
       FROM json_each(?) wanted CROSS JOIN asset_features ON video_id = wanted.value`,
    );
    this.#user = db.prepare('SELECT fields FROM user_features WHERE user_id = ?');
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async readAssets(videoIds: readonly string[], signal?: AbortSignal): Promise<FeatureTable> {
    const rows = Array<StoredRow>(videoIds.length).fill(null);
    answered('asset features', signal, () => {
      for (const found of this.#assets.iterate(JSON.stringify(videoIds))) {
        const { row, fields } = found as { row: number; fields: string };
        rows[row] = toRow(this.assetFeatures, fields);
      }
    });
    return this.#values.table(this.assetFeatures, rows);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async readUser(userId: string, signal?: AbortSignal): Promise<FeatureValues> {
    const found = answered('user features', signal, () => this.#user.get(userId));
    const row = found === undefined ? null : toRow(this.userFeatures, found.fields as string);
    return this.#values.values(this.userFeatures, row);
  }
}

function toRow(features: readonly StoredFeature[], fields: string): StoredRow {
  const texts = new Map(Object.entries(JSON.parse(fields) as Record<string, string>));
  return features.map(({ name }) => texts.get(name));
}
