import { Injectable } from '@nestjs/common';

import { Blacklist } from '../retrieval/blacklist.js';
import { RetrievalSettings } from '../settings/retrieval.settings.js';
import { SqliteDatabase } from '../sqlite/sqlite-database.js';
import { EVERY_COUNTRY, UNDATED } from '../sqlite/sqlite-schema.js';
import { answered } from '../sqlite/to-store-error.js';
import { type AssetCounts, CatalogueFacts, type IndexServer, type SampledUser } from './catalogue-facts.js';

type Row = Readonly<Record<string, string | number | null>>;

/** Looks into the tables of the embedded store. */
@Injectable()
export class SqliteCatalogueFacts extends CatalogueFacts {
  readonly where: string;

  constructor(
    private readonly db: SqliteDatabase,
    private readonly retrieval: RetrievalSettings,
  ) {
    super();
    this.where = `embedded store ${db.path}`;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async server(signal: AbortSignal): Promise<IndexServer> {
    const [row] = this.#rows('version', signal, 'SELECT sqlite_version() AS version');
    return { product: 'SQLite', version: String(row?.version), health: null };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async searchAssets(signal: AbortSignal): Promise<void> {
    this.#rows('asset index', signal, 'SELECT video_id FROM asset_listings LIMIT 1');
  }

  override mappings(): Promise<null> {
    return Promise.resolve(null);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async assets(now: number, signal: AbortSignal): Promise<AssetCounts> {
    const ask = (sql: string, ...parameters: (string | number)[]) =>
      this.#rows('asset index', signal, sql, ...parameters);
    const approved = JSON.stringify(this.retrieval.APPROVED_STATUSES.map((status) => status.toLowerCase()));
    const isApproved = 'status IN (SELECT value FROM json_each(?))';
    const [{ total = 0 } = {}] = ask('SELECT count(*) AS total FROM assets');
    const statuses = ask(
      'SELECT status, count(*) AS n FROM asset_listings WHERE country = ? GROUP BY 1',
      EVERY_COUNTRY,
    );
    const [all = {}] = ask(
      `SELECT count(DISTINCT video_id) AS approved,
         count(DISTINCT video_id) FILTER (WHERE newest > ?) AS future,
         count(DISTINCT video_id) FILTER (WHERE newest = ?) AS undated,
         count(DISTINCT video_id) FILTER (WHERE newest <= ?) AS eligible,
         count(DISTINCT video_id) FILTER (WHERE production_countries = '') AS without_country
       FROM asset_listings JOIN assets USING (video_id) WHERE country = ? AND ${isApproved}`,
      now,
      UNDATED,
      now,
      EVERY_COUNTRY,
      approved,
    );
    const countries = ask(
      `SELECT country, count(DISTINCT video_id) AS eligible, count(DISTINCT video_id) FILTER (WHERE newest <> ?) AS dated
       FROM asset_listings WHERE country <> ? AND newest <= ? AND ${isApproved} GROUP BY 1`,
      UNDATED,
      EVERY_COUNTRY,
      now,
      approved,
    );
    return {
      total: Number(total),
      partial: false,
      statuses: new Map(statuses.map(({ status, n }) => [String(status), Number(n)])),
      approved: Number(all.approved),
      future: Number(all.future),
      undated: Number(all.undated),
      withoutCountry: Number(all.without_country),
      withoutId: 0,
      eligible: Number(all.eligible),
      countries: countries.map(({ country, eligible, dated }) => ({
        country: String(country),
        eligible: Number(eligible),
        dated: Number(dated),
      })),
    };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async users(size: number, signal: AbortSignal): Promise<SampledUser[]> {
    const rows = this.#rows(
      'user index',
      signal,
      'SELECT user_id, country, blacklist FROM users LIMIT ?',
      size,
    );
    return rows.map(({ user_id, country, blacklist }) => ({
      id: String(user_id),
      userIdField: null,
      record: {
        country: country === null || country === undefined ? null : String(country),
        blacklist: Blacklist.of(JSON.parse(String(blacklist)) as string[]),
      },
      malformed: [],
    }));
  }

  override clock(): Promise<null> {
    return Promise.resolve(null);
  }

  #rows(subject: string, signal: AbortSignal, sql: string, ...parameters: (string | number)[]): Row[] {
    return answered(subject, signal, () => this.db.prepare(sql).all(...parameters)) as Row[];
  }
}
