/**
 * Restarts each of two replicas in turn, as a rollout does, under a steady load behind a balancer, and prints what
 * callers saw as a table: once balanced by request, once by connection.
 *
 * The built service on one embedded store with the sample world, HAProxy (from apt).
 * Exit code 1 where a request failed, or a replica did not end with 0.
 *
 *   SHUTDOWN_DELAY_MS   the service's (5000, as in the image); 0 shows what it is for
 *   REQUESTS_PER_SECOND (50)
 *   DRILL_LOGS          folder where the service's logs are kept
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { SampleWorld } from '../../src/sqlite/sample-world/sample-world.js';
import { Balancer, type Balancing } from './balancer.js';
import { BuiltService } from './built-service.js';
import { requestOf } from './sample-load.js';
import { inScratch, type Scratch } from './scratch.js';
import { type Answer, SteadyLoad } from './steady-load.js';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const REPLICAS = 2;
const WARM_MS = 5_000;
/** After a replica is ready: two checks of the balancer. */
const BETWEEN_MS = 4_000;
const perSecond = Number(process.env.REQUESTS_PER_SECOND ?? 50);

interface Restarted {
  readonly balancing: Balancing;
  readonly answers: readonly Answer[];
  /** Of the replicas that were asked to end. */
  readonly exitCodes: readonly (number | null)[];
  /** Of each restart, from SIGTERM to ready again, milliseconds. */
  readonly restartMs: readonly number[];
}

/** Restarts every replica, one after the other. */
async function restarted(
  balancing: Balancing,
  world: SampleWorld,
  settings: NodeJS.ProcessEnv,
  { folder, logs }: Pick<Scratch, 'folder' | 'logs'>,
): Promise<Restarted> {
  const ports = (await promisify(execFile)(path('../engines/free-port.sh'), [String(REPLICAS)])).stdout
    .trim()
    .split('\n');
  const start = (port: string) =>
    BuiltService.start(settings, folder, join(logs, `${balancing}-${port}.log`), port);
  const replicas = new Map<string, BuiltService>();
  let balancer: Balancer | undefined;
  let load: SteadyLoad | undefined;
  try {
    for (const port of ports) replicas.set(port, await start(port));
    balancer = await Balancer.start(balancing, ports, folder);
    load = new SteadyLoad(`${balancer.url}/get_recommendations/`, perSecond, requestOf(world));
    load.start();
    await pause(WARM_MS);
    const exitCodes: (number | null)[] = [];
    const restartMs: number[] = [];
    for (const [port, replica] of replicas) {
      const began = Date.now();
      exitCodes.push(await replica.stop());
      replicas.set(port, await start(port));
      restartMs.push(Date.now() - began);
      await pause(BETWEEN_MS);
    }
    await load.stop();
    return { balancing, answers: load.answers, exitCodes, restartMs };
  } finally {
    await load?.stop();
    await balancer?.stop();
    for (const replica of replicas.values()) await replica.stop();
  }
}

const failed = ({ answers }: Restarted) => answers.filter(({ status }) => status !== 200).length;

/** `200: 1450, none: 3` */
function statuses(answers: readonly Answer[]): string {
  const all = Map.groupBy(answers, ({ status }) => (status === 0 ? 'none' : String(status)));
  return [...all].map(([status, { length }]) => `${status}: ${length}`).join(', ');
}

function row(result: Restarted): string {
  const { balancing, answers, restartMs } = result;
  const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
  const degraded = answers.filter((answer) => answer.degraded.length > 0).length / answers.length;
  const cells = [
    balancing,
    answers.length,
    failed(result),
    statuses(answers),
    [at(0.5), at(0.99), at(1)].map((ms) => ms.toFixed(0)).join(' / '),
    `${(degraded * 100).toFixed(1)} %`,
    restartMs.map((ms) => (ms / 1_000).toFixed(1)).join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

await inScratch(async ({ folder, logs }) => {
  const settings: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    EMBEDDED: 'true',
    DATA_DIR: join(folder, 'data'),
    SHUTDOWN_DELAY_MS: process.env.SHUTDOWN_DELAY_MS ?? '5000',
    LOG_LEVEL: 'warn',
  };
  const world = new SampleWorld({ now: Date.now() });
  console.log('| balanced by | requests | failed | answers | p50 / p99 / max ms | degraded | restarts, s |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  let problems = 0;
  for (const balancing of ['requests', 'connections'] as const) {
    const result = await restarted(balancing, world, settings, { folder, logs });
    console.log(row(result));
    problems += failed(result) + result.exitCodes.filter((code) => code !== 0).length;
  }
  process.exitCode = problems > 0 ? 1 : 0;
});
