import { ConfigModule } from '@nestjs/config';

import type { LoadedSettings } from './loaded-settings.js';
import { parseSettings, type Environment } from './parse-settings.js';

/**
 * Settings from the environment and from `.env` in the working directory; the environment wins.
 *
 * @param notNeeded names of settings that may be unset where they otherwise may not
 * @throws SettingsError that lists every problem
 */
export async function loadSettings(notNeeded: readonly string[] = []): Promise<LoadedSettings> {
  let environment: Environment = {};
  await ConfigModule.forRoot({
    validate: (merged) => {
      environment = merged;
      return merged;
    },
  });
  return parseSettings(environment, notNeeded);
}
