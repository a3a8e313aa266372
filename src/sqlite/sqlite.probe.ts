import type { StatementSync } from 'node:sqlite';

import { Injectable } from '@nestjs/common';

import { type HealthCheck, HealthProbe } from '../health/health-probe.js';
import { type Content, SqliteDatabase } from './sqlite-database.js';
import { answered } from './to-store-error.js';

/** Whether the embedded store's file can be read, and what it holds. */
@HealthProbe({ name: 'sqlite', on: ['health'] })
@Injectable()
export class SqliteProbe implements HealthCheck {
  readonly #read: StatementSync;

  constructor(private readonly db: SqliteDatabase) {
    this.#read = db.prepare('SELECT max(video_id) FROM assets');
  }

  /** @throws StoreError */
  // eslint-disable-next-line @typescript-eslint/require-await -- a probe is asynchronous
  async check(signal: AbortSignal): Promise<{ content: Content }> {
    return answered('health', signal, () => {
      this.#read.get();
      return { content: this.db.content() };
    });
  }
}
