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
import { ASSET_FIELDS, assetDocument } from './rows/asset-row.js';
import { fieldMapping } from './rows/field-mapping.js';
import { mapFiles } from './rows/map-file.js';

interface AssetOptions extends ImportOptions {
  readonly listSeparator: string;
}

const FIELDS_HELP = `
Fields: ${ASSET_FIELDS.join(', ')}.
Only video_id is required. Dates are ISO 8601 or epoch milliseconds or seconds; several countries are a JSON
array, or have | between them. A row takes the place of the whole asset of its id.

Example:
  npm run cli -- import assets videos.csv.gz --map creation_date=upload_dt --map primary_category=primary_tag \\
    --set moderation_status=approved --set production_country=CN
${IMPORT_EXIT_CODES}`;

export function importAssetsCommand(act: Act): Command {
  return withImportOptions(new Command('assets'))
    .description('videos, to the asset index')
    .option(...LIST_SEPARATOR)
    .addHelpText('after', FIELDS_HELP)
    .action((paths: string[], options: AssetOptions) => act((io) => importAssets(io, paths, options)));
}

/** Rows to the asset index, each in the place of the asset of its id. */
export async function importAssets(
  io: CommandIo,
  paths: readonly string[],
  options: AssetOptions,
): Promise<ExitCode> {
  const mapping = fieldMapping(options, ASSET_FIELDS);
  const { delimiter, listSeparator, rejects, intoExisting } = options;
  const mapped = await mapFiles(paths, {
    fields: ASSET_FIELDS,
    required: [['video_id']],
    mapping,
    delimiter,
  });
  const app = await io.open('import');
  const sink = DocumentSink.assets(app.get(CatalogueWriter, { strict: false }));
  const take: TakeRow = (content, read) => sink.add(assetDocument(content, read, listSeparator));
  const files = mapped.map((file) => ({ ...file, take }));
  return runImport(io, { command: 'import assets', files, sink, rejectsPath: rejects, intoExisting });
}
