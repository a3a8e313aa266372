import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

import type { WatchEvent } from '../rows/event-row.js';

const ROWS_PER_TRANSACTION = 50_000;

/** Views, and how many of them were watched to completion. */
export interface Views {
  readonly views: number;
  readonly completed: number;
}

export interface UserViews extends Views {
  readonly userId: string;
}

export interface AssetViews extends Views {
  readonly videoId: string;
  /** Of all assets of its primary category; none where it has no category. */
  readonly category: Views;
}

/**
 * Counts views in a temporary SQLite file, so that memory does not grow with their number.
 *
 * A view is one user, one video, one moment: given twice, in one file or in two that overlap, it counts once,
 * as completed if any of its rows says so.
 */
export class EventAggregate {
  readonly #folder: string;
  readonly #db: DatabaseSync;
  readonly #insertEvent: StatementSync;
  readonly #insertAsset: StatementSync;
  #pending = 0;

  /** @param parent folder that the temporary one is made in */
  constructor(parent: string = tmpdir()) {
    this.#folder = mkdtempSync(join(parent, 'upnext-events-'));
    // The folder goes even where nothing else is cleaned up any more.
    process.once('exit', this.#remove);
    try {
      this.#db = new DatabaseSync(join(this.#folder, 'events.sqlite'));
      this.#db.exec(`
        PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;
        CREATE TABLE event (user_id TEXT NOT NULL, video_id TEXT NOT NULL, at INTEGER NOT NULL, completed INTEGER NOT NULL);
        CREATE TABLE asset (video_id TEXT PRIMARY KEY, category TEXT) WITHOUT ROWID;
        BEGIN`);
      this.#insertEvent = this.#db.prepare('INSERT INTO event VALUES (?, ?, ?, ?)');
      this.#insertAsset = this.#db.prepare('INSERT OR REPLACE INTO asset VALUES (?, ?)');
    } catch (error) {
      this.#remove();
      throw error;
    }
  }

  addEvent({ userId, videoId, at, completed }: WatchEvent): void {
    this.#insertEvent.run(userId, videoId, at, completed ? 1 : 0);
    this.#commitNowAndThen();
  }

  /** An asset given twice has the category of the later row. */
  addAsset(videoId: string, category: string | null): void {
    this.#insertAsset.run(videoId, category);
    this.#commitNowAndThen();
  }

  /** After the last event and asset, before anything is read. */
  count(): void {
    this.#db.exec(`
      COMMIT;
      CREATE TABLE view AS
        SELECT user_id, video_id, max(completed) AS completed FROM event GROUP BY user_id, video_id, at;
      DROP TABLE event;
      CREATE TABLE video AS
        SELECT video_id, count(*) AS views, sum(completed) AS completed FROM view GROUP BY video_id;
      CREATE UNIQUE INDEX video_id ON video (video_id);
      CREATE TABLE category AS
        SELECT category, sum(views) AS views, sum(completed) AS completed
        FROM asset JOIN video USING (video_id) WHERE category IS NOT NULL GROUP BY category;
      CREATE UNIQUE INDEX category_name ON category (category)`);
  }

  total(): Views {
    const row = this.#db
      .prepare('SELECT coalesce(sum(views), 0) AS views, coalesce(sum(completed), 0) AS completed FROM video')
      .get();
    return { views: Number(row?.views), completed: Number(row?.completed) };
  }

  /** Videos that were watched and are not among the assets. */
  unknownVideos(): number {
    const row = this.#db
      .prepare('SELECT count(*) AS n FROM video WHERE video_id NOT IN (SELECT video_id FROM asset)')
      .get();
    return Number(row?.n);
  }

  /** Every user with a view. */
  *users(): Generator<UserViews> {
    const rows = this.#db
      .prepare('SELECT user_id, count(*) AS views, sum(completed) AS completed FROM view GROUP BY user_id')
      .iterate();
    for (const row of rows) {
      yield {
        userId: String(row.user_id),
        views: Number(row.views),
        completed: Number(row.completed),
      };
    }
  }

  /** Every asset, watched or not. */
  *assets(): Generator<AssetViews> {
    const rows = this.#db
      .prepare(
        `SELECT asset.video_id, coalesce(video.views, 0) AS views, coalesce(video.completed, 0) AS completed,
           coalesce(category.views, 0) AS category_views, coalesce(category.completed, 0) AS category_completed
         FROM asset LEFT JOIN video USING (video_id) LEFT JOIN category USING (category)`,
      )
      .iterate();
    for (const row of rows) {
      yield {
        videoId: String(row.video_id),
        views: Number(row.views),
        completed: Number(row.completed),
        category: { views: Number(row.category_views), completed: Number(row.category_completed) },
      };
    }
  }

  /** Removes the temporary file. */
  close(): void {
    this.#db.close();
    this.#remove();
    process.removeListener('exit', this.#remove);
  }

  #commitNowAndThen(): void {
    this.#pending += 1;
    if (this.#pending < ROWS_PER_TRANSACTION) return;
    this.#pending = 0;
    this.#db.exec('COMMIT; BEGIN');
  }

  readonly #remove = (): void => {
    rmSync(this.#folder, { recursive: true, force: true });
  };
}
