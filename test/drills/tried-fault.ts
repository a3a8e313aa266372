import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { SampleWorld } from '../../src/sqlite/sample-world/sample-world.js';
import { BuiltService } from './built-service.js';
import type { Fault } from './fault.js';
import { measure, type Measured } from './measured.js';
import { requestOf } from './sample-load.js';
import { SteadyLoad } from './steady-load.js';

const REQUESTS_PER_SECOND = 50;
const DEADLINE_MS = 250;
/** What a busy machine may add: it also runs both stores and the callers. */
const GRACE_MS = 50;
const WHOLE_WITHIN_MS = 5_000;
const WARM_MS = 5_000;
const AFTER_MS = 10_000;
const FAULT_MS = Number(process.env.FAULT_SECONDS ?? 35) * 1_000;
const MODEL = fileURLToPath(new URL('../../models/sample/model.txt', import.meta.url));

export interface Surroundings {
  readonly world: SampleWorld;
  readonly folder: string;
  /** Folder for the service's logs. */
  readonly logs: string;
}

/** Settings of the service: the stores, the model, and else what it does by default. */
export function settingsOf(elasticsearchPorts: readonly number[], redisPort: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    ES_HOST: elasticsearchPorts.map((port) => `http://127.0.0.1:${port}`).join(','),
    REDIS_IP: '127.0.0.1',
    REDIS_PORT: String(redisPort),
    ASSET_KEY_PREFIX: 'asset:',
    USER_KEY_PREFIX: 'user:',
    MODEL_PATH: MODEL,
    LOG_LEVEL: 'warn',
  };
}

/** Tries one fault on a service of its own: before, during and after it, under the same load. */
export async function tried(
  fault: Fault,
  settings: NodeJS.ProcessEnv,
  { world, folder, logs }: Surroundings,
): Promise<Measured> {
  const logFile = join(logs, `${fault.title.replace(/\W+/g, '-')}.log`);
  const service = await BuiltService.start(settings, folder, logFile);
  const load = new SteadyLoad(`${service.url}/get_recommendations/`, REQUESTS_PER_SECOND, requestOf(world));
  try {
    load.start();
    await pause(WARM_MS);
    load.answers.length = 0; // pools were cold
    const atRest = await service.usage();
    await pause(WARM_MS);
    const began = Date.now();
    await fault.begin();
    await pause(FAULT_MS);
    await fault.end();
    const returned = Date.now();
    await pause(AFTER_MS);
    await load.stop();
    const used = await service.usage();
    const cpuMs = ((used.cpuSeconds - atRest.cpuSeconds) * 1_000) / load.answers.length;
    console.error(
      `${fault.title}: ${cpuMs.toFixed(1)} ms of CPU per request, ${used.residentMb.toFixed(0)} MiB resident`,
    );
    const measured = measure(fault.title, load.answers, began, returned);
    console.error(`${fault.title}: done (degraded before: ${(measured.degradedBefore * 100).toFixed(1)} %)`);
    return measured;
  } finally {
    await load.stop();
    await service.stop();
  }
}

/** Goals that were missed: answers that failed, took longer than the deadline allows, or were not whole in time. */
export function problems({ title, statuses, max, recoveryMs }: Measured): string[] {
  const failed = [...statuses].filter(([status]) => status !== 200);
  return [
    ...failed.map(([status, count]) => `${title}: ${count} answers ${status === 0 ? 'never came' : status}`),
    ...(max > DEADLINE_MS + GRACE_MS ? [`${title}: an answer took ${max.toFixed(0)} ms`] : []),
    ...(recoveryMs === undefined || recoveryMs > WHOLE_WITHIN_MS
      ? [`${title}: not whole again in time`]
      : []),
  ];
}
