import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { cached } from '../cache.js';
import { requestBodies, RequestSequence } from '../load/requests.js';
import { ServerProcess } from '../load/server-process.js';
import { attack, installVegeta } from '../load/vegeta.js';
import { spread } from '../measure.js';
import { type BenchOptions, type PartReport, row } from '../report.js';
import { SERVICE } from '../request/request.part.js';
import { openWorld } from '../world/world.js';

/** Room for a few of the pools that are asked for, so that most have to go soon after they were built. */
const MAX_MB = 2;
/** Few: nearly every request has to build its pool again. */
const PER_SECOND = 10;
const REQUESTS = 500;
const LOOK_MS = 200;

/** A service with too little room for its pools: whether `POOLS_MAX_MB` holds, whatever is asked. */
export async function boundedPools({ quick, say }: BenchOptions): Promise<PartReport> {
  const name = `POOLS_MAX_MB=${MAX_MB}`;
  say(name);
  const world = await openWorld({ assets: quick ? 10_000 : 100_000 });
  let server: ServerProcess | undefined;
  try {
    server = await ServerProcess.start(name, SERVICE, { ...world.env, POOLS_MAX_MB: String(MAX_MB) });
    const file = join(cached('targets'), 'bounded.jsonl');
    const requests = new RequestSequence(file, server.url, requestBodies(world, REQUESTS));
    const looking = new AbortController();
    const looked = largest(server, looking.signal);
    const shape = { perSecond: PER_SECOND };
    const report = await attack(await installVegeta(), requests.write(), shape, quick ? 5 : 20);
    looking.abort();
    const bytes = await looked;
    const builds = await server.metric('upnext_pool_build_duration_seconds_count');
    return {
      rows: [row(`${PER_SECOND} requests/s`, name, 'all pools, largest', 'MiB', [bytes / 2 ** 20])],
      ratios: [
        {
          what: `largest upnext_pool_bytes, of ${name}`,
          spread: spread([bytes / (MAX_MB * 2 ** 20)]),
          atMost: 1,
        },
      ],
      versions: world.versions,
      notes: [
        `${name}: ${builds} pools of ${world.countries.length + 1} were built for ${report.requests} requests, of which ${report.failed} failed; the metric was read every ${LOOK_MS} ms. The global pool, which always stays, is in the figure.`,
      ],
    };
  } finally {
    await server?.stop();
    await world.close();
  }
}

async function largest(server: ServerProcess, until: AbortSignal): Promise<number> {
  let most = 0;
  do {
    most = Math.max(most, await server.metric('upnext_pool_bytes'));
    await pause(LOOK_MS);
  } while (!until.aborted);
  return most;
}
