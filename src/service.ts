import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { AppModule } from './app.module.js';
import { type Extensions, settingsNotNeeded } from './extensions.js';
import { createHttpApp } from './http-app.js';
import { HttpSettings } from './settings/http.settings.js';
import type { LoadedSettings } from './settings/loaded-settings.js';
import { parseSettings } from './settings/parse-settings.js';
import { openLog } from './telemetry/log.js';

/** A service to make. */
export interface ServiceOptions extends Extensions {
  /** Settings by name, as text; neither the environment nor `.env` is read. */
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/**
 * The whole service with a team's modules, not yet listening. For tests: `listen` on port 0, and close it at the end.
 * Lines go to the standard output, from `LOG_LEVEL` on.
 *
 * @throws Error for settings, a model or modules that cannot serve
 */
export async function createService({
  settings,
  ...extensions
}: ServiceOptions): Promise<NestFastifyApplication> {
  return serviceWith(parseSettings(settings, settingsNotNeeded(extensions)), extensions);
}

/** The same, with settings that have been loaded. */
export async function serviceWith(
  settings: LoadedSettings,
  extensions: Extensions,
): Promise<NestFastifyApplication> {
  const http = settings.get(HttpSettings);
  const pretty = process.stdout.isTTY && process.env.NODE_ENV !== 'production';
  const log = await openLog({ level: http.LOG_LEVEL, pretty });
  return createHttpApp(AppModule.register({ settings, role: 'serve', ...extensions }), http, log);
}
