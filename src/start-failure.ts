import { ModelFileError } from './ranking/model-file-error.js';
import { SettingsError } from './settings/setting-problem.js';
import { SqliteFileError } from './sqlite/sqlite-file-error.js';

/** Why the process could not start: one clear message for what people can put right, all there is otherwise. */
export function startFailure(error: unknown): string {
  if (error instanceof SettingsError || error instanceof ModelFileError || error instanceof SqliteFileError) {
    return error.message;
  }
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `${error.message}: something else listens there; set PORT`;
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') return error.message;
  return error.stack ?? error.message;
}
