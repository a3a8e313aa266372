import type { AddressInfo } from 'node:net';

import { Logger } from '@nestjs/common';

import { storesInUse } from './app.module.js';
import { type Extensions, replacedPorts, settingsNotNeeded } from './extensions.js';
import { Ranker } from './ranking/ranker.js';
import { HttpSettings } from './settings/http.settings.js';
import { loadSettings } from './settings/load-settings.js';
import type { LoadedSettings } from './settings/loaded-settings.js';
import { serviceWith } from './service.js';
import { shutDownOnSignals } from './shutdown.js';
import { startFailure } from './start-failure.js';

/**
 * Starts the service with the settings of the environment and `.env`, and the modules of a team; ends it on SIGTERM
 * or SIGINT. A start that cannot succeed ends the process with 1 and says why.
 */
export async function serve(extensions: Extensions = {}): Promise<void> {
  try {
    const settings = await loadSettings(settingsNotNeeded(extensions));
    const http = settings.get(HttpSettings);
    const app = await serviceWith(settings, extensions);
    shutDownOnSignals(app, http);
    await app.listen(http.PORT, http.HOST);
    const { port } = app.getHttpServer().address() as AddressInfo;
    const { name } = app.get(Ranker, { strict: false }).model;
    new Logger('Upnext').log(greeting(settings, extensions, name, port));
  } catch (error) {
    process.stderr.write(`${startFailure(error)}\n`);
    process.exit(1);
  }
}

/** One line for whoever has just started it. */
function greeting(settings: LoadedSettings, extensions: Extensions, model: string, port: number): string {
  const { index, store } = storesInUse(settings);
  const features = replacedPorts(extensions).featureStore === undefined ? store : 'another store';
  const { HOST } = settings.get(HttpSettings);
  const url = `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`;
  return (
    `serving on ${url}, Swagger at ${url}/docs, videos from ${index}, features from ${features}, ranked by ${model}; ` +
    `try: curl -s -X POST ${url}/get_recommendations/ -H 'content-type: application/json' ` +
    `-d '{"user_id":"38073944","user_country":"BR"}'`
  );
}
