import { Command } from 'commander';

import { FeatureWriter } from '../feature-store/feature-writer.js';
import { ForeignTargetError } from '../foreign-target-error.js';
import { CatalogueWriter } from '../retrieval/catalogue-writer.js';
import { SampleWorld } from '../sqlite/sample-world/sample-world.js';
import { StoreError } from '../store-error.js';
import type { Act, CommandIo } from './command-io.js';
import { EXIT, type ExitCode } from './exit-code.js';

export interface SampleWorldImportOptions {
  readonly ifEmpty?: boolean;
}

const HELP = `
The catalogue, users and features that an embedded store begins with, as of today. Running it again brings them up
to date. It never mixes with anything else: where a store holds what did not come from this command, nothing is
written.

Exit codes:
  0    everything was written; with --if-empty also: nothing was, as a store holds something else
  2    nothing was written: wrong usage, settings or target
  3    stopped halfway, a store failed: what was written stays, run it again
  130  interrupted: likewise`;

export function importSampleWorldCommand(act: Act): Command {
  return new Command('sample-world')
    .description('a made-up catalogue, its users and their features, into stores that hold nothing else')
    .option('--if-empty', 'where a store holds something else, leave everything as it is and exit with 0')
    .addHelpText('after', HELP)
    .action((options: SampleWorldImportOptions) => act((io) => importSampleWorld(io, options)));
}

/**
 * Writes the sample world of today into the configured stores.
 *
 * @throws ForeignTargetError, StoreError as long as nothing was written
 */
export async function importSampleWorld(
  io: CommandIo,
  { ifEmpty = false }: SampleWorldImportOptions,
): Promise<ExitCode> {
  const app = await io.open('import');
  const catalogue = app.get(CatalogueWriter, { strict: false });
  const features = app.get(FeatureWriter, { strict: false });
  // Assets last: a service that looks at the stores meanwhile builds no pool without features.
  const targets = ([features, catalogue] as const).flatMap((writer) => [
    { writer, kind: 'users' as const, name: writer.userTarget },
    { writer, kind: 'assets' as const, name: writer.assetTarget },
  ]);
  for (const { writer, kind, name } of targets) {
    const owner = await writer.owner(kind);
    if (owner === null || owner === 'sample world') continue;
    if (!ifEmpty) throw new ForeignTargetError(name, 'sample world');
    io.out(`nothing was written: ${name} holds something else`);
    return EXIT.done;
  }
  io.signal.throwIfAborted();
  for (const { writer, kind, name } of targets) {
    io.say(`writing to ${name}`);
    await writer.open(kind, false, 'sample world');
  }
  const world = new SampleWorld({ now: io.now() });
  const contents = world.contents();
  const steps = [
    () => features.write('users', contents.features.users),
    () => features.write('assets', contents.features.assets),
    () => features.close(),
    () => catalogue.writeUsers(contents.users),
    () => catalogue.writeAssets(contents.assets),
    () => catalogue.close(),
  ];
  for (const step of steps) {
    io.signal.throwIfAborted();
    try {
      await step();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      io.say(`stopped: ${error.message}. Running it again is safe`);
      return EXIT.stopped;
    }
  }
  const day = new Date(world.day).toISOString().slice(0, 10);
  const { assets, users } = contents;
  io.out(`the sample world of ${day} is written: ${assets.length} assets, ${users.length} users`);
  return EXIT.done;
}
