import type { Content } from '../sqlite/sqlite-database.js';
import { type CheckName, type Finding, FindingsOf } from './finding.js';

/** What the file of the embedded store holds; `absent`: there is no file. */
export function embeddedFindings(name: CheckName, path: string, content: Content | 'absent'): Finding[] {
  const check = new FindingsOf(name);
  switch (content) {
    case 'absent':
    case 'empty':
      return [
        check.warning(
          `${path} ${content === 'absent' ? 'is not there' : 'is empty'}: the service fills it with the sample world when it starts`,
          'start the service once, or import (docs/import.md); see ES_HOST, REDIS_IP and DATA_DIR where another store is meant',
        ),
      ];
    case 'sample':
      return [check.ok(`${path} holds the sample world, none of it real`)];
    case 'imported':
      return [check.ok(`${path} holds what was imported`)];
  }
}

/** The store's part of the application cannot be started at all. */
export function notOpened(name: CheckName, error: Error): Finding {
  return new FindingsOf(name).problem(
    error.message,
    'correct what it names; the service does not start with it (docs/configuration.md)',
  );
}
