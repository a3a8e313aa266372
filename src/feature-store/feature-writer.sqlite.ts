import { Injectable, Logger } from '@nestjs/common';

import { ForeignTargetError } from '../foreign-target-error.js';
import { FeatureRows } from '../sqlite/feature-rows.js';
import { openForImport, openForSampleWorld, sqliteOwner } from '../sqlite/open-for-import.js';
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
    return answered('features', undefined, () => sqliteOwner(this.db));
  }

  /** Never foreign to an import: the file is the service's own. It takes the place of the whole sample world. */
  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async open(
    kind: 'assets' | 'users',
    intoExisting: boolean,
    writing: Writing = 'import',
  ): Promise<void> {
    answered('features', undefined, () => {
      if (writing === 'import') openForImport(this.db, this.#logger);
      else if (!openForSampleWorld(this.db) && !intoExisting) {
        throw new ForeignTargetError(kind === 'assets' ? this.assetTarget : this.userTarget, writing);
      }
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
