import { setImmediate } from 'node:timers/promises';

import { Command, InvalidArgumentError } from 'commander';

import { FeatureWriter } from '../feature-store/feature-writer.js';
import { RankingSettings } from '../settings/ranking.settings.js';
import type { Act, CommandIo } from './command-io.js';
import { EventAggregate } from './events/event-aggregate.js';
import { assetFeatures, overallRate, userFeatures } from './events/event-features.js';
import type { ExitCode } from './exit-code.js';
import {
  collect,
  IMPORT_EXIT_CODES,
  type ImportOptions,
  withImportOptions,
} from './import/import-options.js';
import type { FileToImport } from './import/import-rows.js';
import { runImport } from './import/import-run.js';
import { FeatureSink } from './import/import-sink.js';
import { primaryCategory } from './rows/asset-row.js';
import { EVENT_FIELDS, watchEvent } from './rows/event-row.js';
import { fieldMapping } from './rows/field-mapping.js';
import { requiredId } from './rows/field-rules.js';
import { mapFiles } from './rows/map-file.js';

export interface EventOptions extends ImportOptions {
  readonly assets: readonly string[];
  readonly assetMap?: readonly string[];
  readonly assetSet?: readonly string[];
  readonly completedAt: number;
}

const ASSET_FIELDS = ['video_id', 'primary_category'] as const;

const FIELDS_HELP = `
Fields of events: ${EVENT_FIELDS.join(', ')}.
Fields of assets (--asset-map, --asset-set): ${ASSET_FIELDS.join(', ')}.
Each event needs user, video, timestamp (ISO 8601, or epoch milliseconds or seconds), and either completed or
watched_fraction (0..1). The same user, video and timestamp is one view, however often it is given.

Computes prob_user_watch and user_vv of every user with a view, and prob_asset_watch, video_vv and
prob_pc_1_watch of every asset in the asset files, from all files given and from nothing else; what was there
before is overwritten. Views of videos that are in no asset file count for their users and the overall rate.

Example:
  npm run cli -- import events events.csv.gz --map timestamp=ts_ms \\
    --assets videos.csv.gz --asset-map primary_category=primary_tag
${IMPORT_EXIT_CODES}`;

export function importEventsCommand(act: Act): Command {
  return withImportOptions(new Command('events'))
    .description('watch events, to features of users and assets in the feature store')
    .requiredOption('--assets <file>', 'the assets and their primary category; repeatable', collect)
    .option('--asset-map <field=column>', 'like --map, for the asset files; repeatable', collect)
    .option('--asset-set <field=value>', 'like --set, for the asset files; repeatable', collect)
    .option('--completed-at <fraction>', 'watched_fraction from which a view is complete', fraction, 0.8)
    .addHelpText('after', FIELDS_HELP)
    .action((paths: string[], options: EventOptions) => act((io) => importEvents(io, paths, options)));
}

/** Watch events to the five features of the feature format, recomputed from all files given. */
export async function importEvents(
  io: CommandIo,
  paths: readonly string[],
  options: EventOptions,
): Promise<ExitCode> {
  const { delimiter, rejects, intoExisting, completedAt } = options;
  const assets = await mapFiles(options.assets, {
    fields: ASSET_FIELDS,
    required: [['video_id'], ['primary_category']],
    mapping: fieldMapping({ map: options.assetMap, set: options.assetSet }, ASSET_FIELDS, '--asset-'),
    delimiter,
    mapOption: '--asset-map',
  });
  const events = await mapFiles(paths, {
    fields: EVENT_FIELDS,
    required: [['user_id'], ['video_id'], ['timestamp'], ['watched_fraction', 'completed']],
    mapping: fieldMapping(options, EVENT_FIELDS),
    delimiter,
  });
  const fallback = (await io.settings()).get(RankingSettings).PRIOR_COMPLETION;
  const app = await io.open('import');
  const sink = new FeatureSink(app.get(FeatureWriter, { strict: false }), ['assets', 'users'], (line) => {
    io.say(line);
  });
  const aggregate = new EventAggregate();
  try {
    const files: FileToImport[] = [
      ...assets.map((mapped) => ({
        ...mapped,
        take: ((content, read) => {
          const videoId = requiredId('video_id', read(content, 'video_id'));
          aggregate.addAsset(videoId, primaryCategory(content, read));
          return undefined;
        }) satisfies FileToImport['take'],
      })),
      ...events.map((mapped) => ({
        ...mapped,
        take: ((content, read) => {
          aggregate.addEvent(watchEvent(content, read, completedAt));
          return undefined;
        }) satisfies FileToImport['take'],
      })),
    ];
    const afterRows = () => writeFeatures(io, aggregate, sink, fallback);
    return await runImport(io, {
      command: 'import events',
      files,
      sink,
      rejectsPath: rejects,
      intoExisting,
      afterRows,
    });
  } finally {
    aggregate.close();
  }
}

async function writeFeatures(
  io: CommandIo,
  aggregate: EventAggregate,
  sink: FeatureSink,
  fallback: number,
): Promise<void> {
  aggregate.count();
  const total = aggregate.total();
  const prior = overallRate(total, fallback);
  io.say(`${total.views} views, ${total.completed} of them to completion`);
  const unknown = aggregate.unknownVideos();
  if (unknown > 0) io.say(`${unknown} watched videos are in no asset file: no features for them`);
  let count = 0;
  const breathe = async () => {
    // Where the store answers at once, nothing else gives Ctrl-C its turn.
    if (++count % 5_000 === 0) await setImmediate();
    io.signal.throwIfAborted();
  };
  for (const user of aggregate.users()) {
    await sink.add('users', userFeatures(user, prior));
    await breathe();
  }
  for (const asset of aggregate.assets()) {
    await sink.add('assets', assetFeatures(asset, prior));
    await breathe();
  }
}

function fraction(value: string): number {
  const number = /^\d*\.?\d+$/.test(value) ? Number(value) : NaN;
  if (!(number > 0 && number <= 1)) throw new InvalidArgumentError('It must be above 0 and at most 1.');
  return number;
}
