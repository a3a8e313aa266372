/**
 * Makes each store fail in each way under a steady load, and prints what callers saw as a table.
 *
 * Real Elasticsearch and Redis of its own, the sample world in them, the built service with the sample model and
 * default settings, 50 requests a second of known and anonymous viewers of several countries.
 * Exit code 1 where an answer failed, took longer than the deadline allows, or was not whole 5 s after the return.
 *
 *   FAULT_SECONDS   how long a store stays away (35: longer than the pools' refresh, so that a rebuild falls into it)
 *   DRILL_ONLY      only faults whose title has this text
 *   DRILL_LOGS      folder where the service's logs are kept
 */
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { SampleWorld } from '../../src/sqlite/sample-world/sample-world.js';
import { BuiltService } from './built-service.js';
import { DelayProxy } from './delay-proxy.js';
import { type Fault, hung, refused, slow } from './fault.js';
import { measure, type Measured, TABLE_HEAD, tableRow } from './measured.js';
import { loadSampleWorld, requestOf } from './sample-load.js';
import { SteadyLoad } from './steady-load.js';
import { StoreServer } from './store-server.js';

const ELASTICSEARCH = '8.19.16';
const REQUESTS_PER_SECOND = 50;
const DEADLINE_MS = 250;
/** What a busy machine may add: it also runs both stores and the callers. */
const GRACE_MS = 50;
const WHOLE_WITHIN_MS = 5_000;
const WARM_MS = 5_000;
const AFTER_MS = 10_000;
const faultMs = Number(process.env.FAULT_SECONDS ?? 35) * 1_000;
const MODEL = fileURLToPath(new URL('../../models/sample/model.txt', import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'upnext-drill-'));
await chmod(folder, 0o755); // Elasticsearch runs as another user
const logs = process.env.DRILL_LOGS ?? folder;
await mkdir(logs, { recursive: true });
const toEnd: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
let ending: Promise<void> | undefined;
const endAll = () =>
  (ending ??= (async () => {
    for (const end of toEnd.reverse()) await end().catch(console.error);
  })());
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void endAll().finally(() => process.exit(1)));
}

/** Settings of the service: the stores, the model, and else what it does by default. */
function settingsOf(elasticsearchPort: number, redisPort: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    ES_HOST: `http://127.0.0.1:${elasticsearchPort}`,
    REDIS_IP: '127.0.0.1',
    REDIS_PORT: String(redisPort),
    ASSET_KEY_PREFIX: 'asset:',
    USER_KEY_PREFIX: 'user:',
    MODEL_PATH: MODEL,
    LOG_LEVEL: 'warn',
  };
}

/** Tries one fault on a service of its own. */
async function tried(fault: Fault, world: SampleWorld, settings: NodeJS.ProcessEnv): Promise<Measured> {
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
    await pause(faultMs);
    await fault.end();
    const returned = Date.now();
    await pause(AFTER_MS);
    await load.stop();
    const used = await service.usage();
    const cpuMs = ((used.cpuSeconds - atRest.cpuSeconds) * 1_000) / load.answers.length;
    console.error(
      `${fault.title}: ${cpuMs.toFixed(1)} ms of CPU per request, ${used.residentMb.toFixed(0)} MiB resident`,
    );
    return measure(fault.title, load.answers, began, returned);
  } finally {
    await load.stop();
    await service.stop();
  }
}

function problems({ title, statuses, max, recoveryMs }: Measured): string[] {
  const failed = [...statuses].filter(([status]) => status !== 200);
  return [
    ...failed.map(([status, count]) => `${title}: ${count} answers ${status === 0 ? 'never came' : status}`),
    ...(max > DEADLINE_MS + GRACE_MS ? [`${title}: an answer took ${max.toFixed(0)} ms`] : []),
    ...(recoveryMs === undefined || recoveryMs > WHOLE_WITHIN_MS
      ? [`${title}: not whole again in time`]
      : []),
  ];
}

try {
  const redis = await StoreServer.redis(folder);
  toEnd.push(() => redis.stop());
  const elasticsearch = await StoreServer.elasticsearch(ELASTICSEARCH, folder);
  toEnd.push(() => elasticsearch.stop());
  const redisProxy = await DelayProxy.of(redis.port);
  toEnd.push(() => redisProxy.close());
  const elasticsearchProxy = await DelayProxy.of(elasticsearch.port);
  toEnd.push(() => elasticsearchProxy.close());

  const world = new SampleWorld({ now: Date.now() });
  const direct = settingsOf(elasticsearch.port, redis.port);
  await loadSampleWorld(world, direct, folder);

  const faults: [Fault, NodeJS.ProcessEnv][] = [
    [refused(redis), direct],
    [hung(redis), direct],
    [slow(redis, redisProxy, 200), settingsOf(elasticsearch.port, redisProxy.port)],
    [refused(elasticsearch), direct],
    [hung(elasticsearch), direct],
    [slow(elasticsearch, elasticsearchProxy, 500), settingsOf(elasticsearchProxy.port, redis.port)],
  ];
  const measured: Measured[] = [];
  for (const [fault, settings] of faults) {
    if (!fault.title.includes(process.env.DRILL_ONLY ?? '')) continue;
    const result = await tried(fault, world, settings);
    measured.push(result);
    console.error(`${fault.title}: done (degraded before: ${(result.degradedBefore * 100).toFixed(1)} %)`);
  }
  console.log([TABLE_HEAD, ...measured.map(tableRow)].join('\n'));
  const found = measured.flatMap(problems);
  for (const problem of found) console.log(`\nPROBLEM ${problem}`);
  process.exitCode = found.length > 0 ? 1 : 0;
} finally {
  await endAll();
}
