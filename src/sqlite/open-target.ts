import type { Logger } from '@nestjs/common';

import { ForeignTargetError } from '../foreign-target-error.js';
import type { TargetOwner, Writing } from '../target-owner.js';
import type { SqliteDatabase } from './sqlite-database.js';

/** What is going to be written, and what the target is called. */
export interface Opening {
  readonly target: string;
  readonly writing: Writing;
  readonly intoExisting: boolean;
}

/**
 * Makes the file ready. Never foreign to an import: it is the service's own, and the import takes the place of the whole
 * sample world.
 *
 * @throws ForeignTargetError where the sample world is to be written beside imported records
 */
export function openTarget(
  db: SqliteDatabase,
  { target, writing, intoExisting }: Opening,
  logger: Logger,
): void {
  if (writing === 'import') openForImport(db, logger);
  else if (!openForSampleWorld(db) && !intoExisting) throw new ForeignTargetError(target, writing);
}

/** `null` for an empty file. */
export function ownerOf(db: SqliteDatabase): TargetOwner | null {
  const owners = { empty: null, sample: 'sample world', imported: 'import' } as const;
  return owners[db.content()];
}

/**
 * The sample world goes, whole, at the first import of anything: sample and real records never mix, and it can be made
 * again at any time by starting on an empty file.
 */
function openForImport(db: SqliteDatabase, logger: Logger): void {
  if (db.content() === 'imported') return;
  db.transaction(() => {
    const content = db.content();
    if (content === 'imported') return;
    db.replaceContent('imported');
    if (content === 'sample') logger.log(`${db.path}: the import takes the place of the sample world`);
  });
}

/** Makes an empty file one of the sample world. @returns whether it is one */
function openForSampleWorld(db: SqliteDatabase): boolean {
  return db.transaction(() => {
    if (db.content() === 'empty') db.replaceContent('sample');
    return db.content() === 'sample';
  });
}
