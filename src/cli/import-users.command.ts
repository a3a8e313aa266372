import { Command } from 'commander';

import { CatalogueWriter } from '../retrieval/catalogue-writer.js';
import type { Act, CommandIo } from './command-io.js';
import type { ExitCode } from './exit-code.js';
import {
  IMPORT_EXIT_CODES,
  type ImportOptions,
  LIST_SEPARATOR,
  withImportOptions,
} from './import/import-options.js';
import type { TakeRow } from './import/import-rows.js';
import { runImport } from './import/import-run.js';
import { DocumentSink } from './import/import-sink.js';
import { fieldMapping } from './rows/field-mapping.js';
import { mapFiles } from './rows/map-file.js';
import { USER_FIELDS, userDocument } from './rows/user-row.js';

interface UserOptions extends ImportOptions {
  readonly listSeparator: string;
}

const FIELDS_HELP = `
Fields: ${USER_FIELDS.join(', ')}.
Only user_id is required. user_blacklist holds video ids: a JSON array, or text with | between them. A row takes
the place of the whole user of its id.

Example:
  npm run cli -- import users users.jsonl --map user_country=country --map user_blacklist=seen
${IMPORT_EXIT_CODES}`;

export function importUsersCommand(act: Act): Command {
  return withImportOptions(new Command('users'))
    .description('countries and blacklists of users, to the user index')
    .option(...LIST_SEPARATOR)
    .addHelpText('after', FIELDS_HELP)
    .action((paths: string[], options: UserOptions) => act((io) => importUsers(io, paths, options)));
}

/** Rows to the user index, each in the place of the user of its id. */
export async function importUsers(
  io: CommandIo,
  paths: readonly string[],
  options: UserOptions,
): Promise<ExitCode> {
  const mapping = fieldMapping(options, USER_FIELDS);
  const { delimiter, listSeparator, rejects, intoExisting } = options;
  const mapped = await mapFiles(paths, { fields: USER_FIELDS, required: [['user_id']], mapping, delimiter });
  const app = await io.open('import');
  const sink = DocumentSink.users(app.get(CatalogueWriter, { strict: false }));
  const take: TakeRow = (content, read) => sink.add(userDocument(content, read, listSeparator));
  const files = mapped.map((file) => ({ ...file, take }));
  return runImport(io, { command: 'import users', files, sink, rejectsPath: rejects, intoExisting });
}
