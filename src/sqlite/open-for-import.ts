import type { Logger } from '@nestjs/common';

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
