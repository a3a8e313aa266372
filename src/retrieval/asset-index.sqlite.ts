import type { StatementSync } from 'node:sqlite';

import { Injectable } from '@nestjs/common';

import { RetrievalSettings } from '../settings/retrieval.settings.js';
import { SqliteDatabase } from '../sqlite/sqlite-database.js';
import { EVERY_COUNTRY } from '../sqlite/sqlite-schema.js';
import { answered } from '../sqlite/to-store-error.js';
import type { Asset } from './asset.js';
import { AssetIndex, type AssetPage, type AssetQuery } from './asset-index.js';
import { newestAssetsSql, pickedAssetsSql } from './asset-query.sqlite.js';

interface AssetRow {
  readonly video_id: string;
  readonly creation_date: number | null;
  readonly production_countries: string;
  readonly primary_category: string | null;
  readonly secondary_category: string | null;
}

/** The catalogue in the embedded store. */
@Injectable()
export class SqliteAssetIndex extends AssetIndex {
  readonly #statuses: readonly string[];
  readonly #newest: StatementSync;
  readonly #picked: StatementSync;

  constructor(db: SqliteDatabase, settings: RetrievalSettings) {
    super();
    this.#statuses = [...new Set(settings.APPROVED_STATUSES.map((status) => status.toLowerCase()))];
    this.#newest = db.prepare(newestAssetsSql(this.#statuses.length));
    this.#picked = db.prepare(pickedAssetsSql(this.#statuses.length));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async find({ signal, ...query }: AssetQuery): Promise<AssetPage> {
    const assets = answered('asset index', signal, () => this.#find(query));
    return { assets, skipped: 0 };
  }

  #find({ country = EVERY_COUNTRY, videoIds, excludeIds = [], limit, now }: AssetQuery): Asset[] {
    if (limit <= 0) return [];
    const parameters = [country.toUpperCase(), now, ...this.#statuses];
    const rows =
      videoIds === undefined
        ? this.#newest.iterate(...parameters)
        : this.#picked.iterate(JSON.stringify(videoIds), ...parameters);
    const excluded = new Set(excludeIds);
    const assets: Asset[] = [];
    for (const row of rows as Iterable<unknown>) {
      const asset = toAsset(row as AssetRow);
      if (excluded.has(asset.videoId)) continue;
      if (assets.push(asset) === limit) break;
    }
    return assets;
  }
}

function toAsset(row: AssetRow): Asset {
  return {
    videoId: row.video_id,
    creationDate: row.creation_date,
    productionCountries: row.production_countries === '' ? [] : row.production_countries.split(','),
    primaryCategory: row.primary_category,
    secondaryCategory: row.secondary_category,
  };
}
