import { Injectable, Logger } from '@nestjs/common';

import { CatalogueRows } from '../sqlite/catalogue-rows.js';
import { openTarget, ownerOf } from '../sqlite/open-target.js';
import { SqliteDatabase } from '../sqlite/sqlite-database.js';
import { answered } from '../sqlite/to-store-error.js';
import type { TargetOwner, Writing } from '../target-owner.js';
import { CatalogueWriter } from './catalogue-writer.js';
import type { AssetDocument, UserDocument } from './documents.js';

/** Writes catalogue and users to the embedded store. Every call is one transaction; readers see it at once. */
@Injectable()
export class SqliteCatalogueWriter extends CatalogueWriter {
  readonly assetTarget: string;
  readonly userTarget: string;
  readonly #logger = new Logger('Import');
  readonly #rows: CatalogueRows;

  constructor(private readonly db: SqliteDatabase) {
    super();
    this.#rows = new CatalogueRows(db);
    this.assetTarget = `sqlite ${db.path}, assets`;
    this.userTarget = `sqlite ${db.path}, users`;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async owner(): Promise<TargetOwner | null> {
    return answered('catalogue', undefined, () => ownerOf(this.db));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async open(
    kind: 'assets' | 'users',
    intoExisting: boolean,
    writing: Writing = 'import',
  ): Promise<void> {
    const target = kind === 'assets' ? this.assetTarget : this.userTarget;
    answered('catalogue', undefined, () => {
      openTarget(this.db, { target, writing, intoExisting }, this.#logger);
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async writeAssets(assets: readonly AssetDocument[]): Promise<void> {
    answered('assets', undefined, () => {
      this.db.transaction(() => {
        this.#rows.putAssets(assets);
      });
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async writeUsers(users: readonly UserDocument[]): Promise<void> {
    answered('users', undefined, () => {
      this.db.transaction(() => {
        this.#rows.putUsers(users);
      });
    });
  }

  override async close(): Promise<void> {
    // Nothing is held back; the connection belongs to the module.
  }
}
