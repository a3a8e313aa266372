import { Injectable, Logger } from '@nestjs/common';

import { FeatureRows } from '../sqlite/feature-rows.js';
import { openTarget, ownerOf } from '../sqlite/open-target.js';
import { SqliteDatabase } from '../sqlite/sqlite-database.js';
import { answered } from '../sqlite/to-store-error.js';
import type { TargetOwner, Writing } from '../target-owner.js';
import { type FeatureRecord, FeatureWriter } from './feature-writer.js';

/** Writes stored features to the embedded store. Every call is one transaction; readers see it at once. */
@Injectable()
export class SqliteFeatureWriter extends FeatureWriter {
  readonly assetTarget: string;
  readonly userTarget: string;
  readonly #logger = new Logger('Import');
  readonly #rows: FeatureRows;

  constructor(private readonly db: SqliteDatabase) {
    super();
    this.#rows = new FeatureRows(db);
    this.assetTarget = `sqlite ${db.path}, asset features`;
    this.userTarget = `sqlite ${db.path}, user features`;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async owner(): Promise<TargetOwner | null> {
    return answered('features', undefined, () => ownerOf(this.db));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async open(
    kind: 'assets' | 'users',
    intoExisting: boolean,
    writing: Writing = 'import',
  ): Promise<void> {
    const target = kind === 'assets' ? this.assetTarget : this.userTarget;
    answered('features', undefined, () => {
      openTarget(this.db, { target, writing, intoExisting }, this.#logger);
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async write(kind: 'assets' | 'users', records: readonly FeatureRecord[]): Promise<void> {
    answered(`${kind} features`, undefined, () => {
      this.db.transaction(() => {
        this.#rows.put(kind, records);
      });
    });
  }

  override async close(): Promise<void> {
    // Nothing is held back; the connection belongs to the module.
  }
}
