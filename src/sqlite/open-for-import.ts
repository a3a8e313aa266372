import type { Logger } from '@nestjs/common';

import type { TargetOwner } from '../target-owner.js';
import type { SqliteDatabase } from './sqlite-database.js';

/**
 * Makes the file an imported one. The sample world goes, whole, at the first import of anything: sample and real
 * records never mix, and it can be made again at any time by starting on an empty file.
 */
export function openForImport(db: SqliteDatabase, logger: Logger): void {
  if (db.content() === 'imported') return;
  db.transaction(() => {
    const content = db.content();
    if (content === 'imported') return;
    db.replaceContent('imported');
    if (content === 'sample') logger.log(`${db.path}: the import takes the place of the sample world`);
  });
}

/** Makes an empty file one of the sample world. @returns whether it is one */
export function openForSampleWorld(db: SqliteDatabase): boolean {
  return db.transaction(() => {
    if (db.content() === 'empty') db.replaceContent('sample');
    return db.content() === 'sample';
  });
}

export function sqliteOwner(db: SqliteDatabase): TargetOwner | null {
  const owners = { empty: null, sample: 'sample world', imported: 'import' } as const;
  return owners[db.content()];
}
