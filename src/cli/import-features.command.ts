import { Command } from 'commander';

import { FeatureWriter } from '../feature-store/feature-writer.js';
import { FeatureStoreSettings } from '../settings/feature-store.settings.js';
import type { Act, CommandIo } from './command-io.js';
import type { ExitCode } from './exit-code.js';
import { IMPORT_EXIT_CODES, type ImportOptions, withImportOptions } from './import/import-options.js';
import type { TakeRow } from './import/import-rows.js';
import { runImport } from './import/import-run.js';
import { FeatureSink } from './import/import-sink.js';
import { featureFields, featureRow } from './rows/feature-row.js';
import { fieldMapping } from './rows/field-mapping.js';
import { type MappedFile, mapFiles } from './rows/map-file.js';

const FIELDS_HELP = `
Fields: video_id or user_id, and the features that are configured (ASSET_FEATURES, USER_FEATURES).
A row with a video_id is an asset's, one with a user_id a user's. Features that a row lacks stay as they are.

Example:
  npm run cli -- import features asset-features.csv user-features.csv
${IMPORT_EXIT_CODES}`;

export function importFeaturesCommand(act: Act): Command {
  return withImportOptions(new Command('features'))
    .description('features of assets and users, computed elsewhere, to the feature store')
    .addHelpText('after', FIELDS_HELP)
    .action((paths: string[], options: ImportOptions) => act((io) => importFeatures(io, paths, options)));
}

/** Rows to the feature store: those with a video id to the assets' features, those with a user id to the users'. */
export async function importFeatures(
  io: CommandIo,
  paths: readonly string[],
  options: ImportOptions,
): Promise<ExitCode> {
  const { ASSET_FEATURES, USER_FEATURES } = (await io.settings()).get(FeatureStoreSettings);
  const stored = { assets: ASSET_FEATURES, users: USER_FEATURES };
  const fields = featureFields(stored);
  const mapping = fieldMapping(options, fields);
  const { delimiter, rejects, intoExisting } = options;
  const required = [
    ['video_id', 'user_id'],
    fields.filter((field) => field !== 'video_id' && field !== 'user_id'),
  ];
  const mapped = await mapFiles(paths, { fields, required, mapping, delimiter });
  const app = await io.open('import');
  const sink = new FeatureSink(app.get(FeatureWriter, { strict: false }), kindsOf(mapped), (line) => {
    io.say(line);
  });
  const take: TakeRow = (content, read) => {
    const { kind, record } = featureRow(content, read, stored);
    return sink.add(kind, record);
  };
  const files = mapped.map((file) => ({ ...file, take }));
  return runImport(io, { command: 'import features', files, sink, rejectsPath: rejects, intoExisting });
}

function kindsOf(files: readonly MappedFile[]): ('assets' | 'users')[] {
  const has = (field: string) => files.some(({ fields }) => fields.present.has(field));
  return [...(has('video_id') ? (['assets'] as const) : []), ...(has('user_id') ? (['users'] as const) : [])];
}
