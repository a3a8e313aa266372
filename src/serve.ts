import type { AddressInfo } from 'node:net';

import { Logger } from '@nestjs/common';

import { AppModule, storesInUse } from './app.module.js';
import { createHttpApp } from './http-app.js';
import { Ranker } from './ranking/ranker.js';
import { HttpSettings } from './settings/http.settings.js';
import { loadSettings } from './settings/load-settings.js';
import type { LoadedSettings } from './settings/loaded-settings.js';
import { shutDownOnSignals } from './shutdown.js';
import { startFailure } from './start-failure.js';
import { openLog } from './telemetry/log.js';

/** Starts the service; a start that cannot succeed ends the process with 1 and says why. */
export async function serve(): Promise<void> {
  try {
    const settings = await loadSettings();
    const http = settings.get(HttpSettings);
    const pretty = process.stdout.isTTY && process.env.NODE_ENV !== 'production';
    const log = await openLog({ level: http.LOG_LEVEL, pretty });
    const app = await createHttpApp(AppModule.register({ settings, role: 'serve' }), http, log);
    shutDownOnSignals(app, http);
    await app.listen(http.PORT, http.HOST);
    const { port } = app.getHttpServer().address() as AddressInfo;
    new Logger('Upnext').log(greeting(settings, app.get(Ranker, { strict: false }).model.name, port));
  } catch (error) {
    process.stderr.write(`${startFailure(error)}\n`);
    process.exit(1);
  }
}

/** One line for whoever has just started it. */
function greeting(settings: LoadedSettings, model: string, port: number): string {
  const { index, store } = storesInUse(settings);
  const { HOST } = settings.get(HttpSettings);
  const url = `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`;
  return (
    `serving on ${url}, Swagger at ${url}/docs, videos from ${index}, features from ${store}, ranked by ${model}; ` +
    `try: curl -s -X POST ${url}/get_recommendations/ -H 'content-type: application/json' ` +
    `-d '{"user_id":"38073944","user_country":"BR"}'`
  );
}
