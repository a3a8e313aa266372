import { Command } from 'commander';

import type { Act } from './command-io.js';
import { doctorCommand } from './doctor.command.js';
import { EXIT } from './exit-code.js';
import { importAssetsCommand } from './import-assets.command.js';
import { importEventsCommand } from './import-events.command.js';
import { importFeaturesCommand } from './import-features.command.js';
import { importSampleWorldCommand } from './import-sample-world.command.js';
import { importUsersCommand } from './import-users.command.js';
import { recommendCommand } from './recommend.command.js';

/** The command line: `npm run cli -- <command>`. */
export function program(act: Act): Command {
  const all = new Command('upnext')
    .usage('<command> [options]   (npm run cli -- <command> [options])')
    .description(
      'Brings catalogue, users and features into the stores that the service is configured with, and tries it out.\n' +
        'Stores and all other settings come from the environment and .env, like those of the service.',
    )
    .addCommand(
      new Command('import')
        .description('write files into the configured stores')
        .addCommand(importAssetsCommand(act))
        .addCommand(importUsersCommand(act))
        .addCommand(importFeaturesCommand(act))
        .addCommand(importEventsCommand(act))
        .addCommand(importSampleWorldCommand(act)),
    )
    .addCommand(recommendCommand(act))
    .addCommand(doctorCommand(act));
  exitWithUsageCode(all);
  return all;
}

/** Commander's own errors are usage errors; asking for help is none. */
function exitWithUsageCode(command: Command): void {
  command.exitOverride((error) => {
    process.exit(error.exitCode === 0 ? EXIT.done : EXIT.nothingDone);
  });
  command.showHelpAfterError('(--help says more)');
  for (const child of command.commands) exitWithUsageCode(child);
}
