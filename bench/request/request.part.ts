import { loadWindows } from '../load/load-windows.js';
import { requestBodies } from '../load/requests.js';
import { ServerProcess } from '../load/server-process.js';
import { underLoad, type Window } from '../load/under-load.js';
import { vegetaVersions } from '../load/vegeta.js';
import { failures, invalid, refreshes } from '../load/window-notes.js';
import { windowRatio, windowRows } from '../load/window-rows.js';
import type { BenchOptions, BenchPart, PartReport, Ratio } from '../report.js';
import { packageVersions } from '../versions.js';
import { openWorld } from '../world/world.js';

export const SERVICE = new URL('../../dist/main.js', import.meta.url);
const FLOOR = new URL('floor.ts', import.meta.url);
const DIFFERENT_REQUESTS = 5_000;

/** Well below what the floor can do, so that latency is not that of a queue. */
export const PER_SECOND = 150;
const LOADS = {
  [`${PER_SECOND} requests/s`]: { perSecond: PER_SECOND },
  '8 connections': { connections: 8 },
  '32 connections': { connections: 32 },
} as const;

export const part: BenchPart = {
  run: async (options: BenchOptions): Promise<PartReport> => {
    options.say('a world of 100,000 assets and 50,000 users');
    const world = await openWorld({ assets: options.quick ? 10_000 : 100_000 });
    const servers: ServerProcess[] = [];
    const start = async (...args: Parameters<typeof ServerProcess.start>) => {
      const server = await ServerProcess.start(...args);
      servers.push(server);
      return server;
    };
    try {
      const { settings, warmUpSeconds, seconds } = loadWindows(options.quick);
      const service = await start('service', SERVICE, { ...world.env, ...settings });
      const floor = await start('floor', FLOOR, world.env, '/ready');
      const coalesced = await start(
        'floor, coalesced',
        FLOOR,
        { ...world.env, FLOOR: 'coalesced' },
        '/ready',
      );
      const bodies = requestBodies(world, DIFFERENT_REQUESTS);
      const windows = await underLoad(
        [
          { server: service, bodies, pools: true },
          { server: floor, bodies },
          { server: coalesced, bodies },
        ],
        LOADS,
        options,
      );
      const answered = await service.metric('upnext_request_duration_seconds_count', '/get_recommendations');
      const lacking = await service.metric('upnext_degraded_total');
      return {
        rows: Object.entries(windows).flatMap(([load, byServer]) =>
          Object.entries(byServer).flatMap(([name, rounds]) => windowRows(load, name, rounds)),
        ),
        ratios: Object.entries(windows).flatMap(
          ([load, { service: own = [], floor: least = [], ...rest }]) => [
            ...compared(load, own, 'floor', least, true),
            ...compared(load, own, 'coalesced floor', rest['floor, coalesced'] ?? [], false),
          ],
        ),
        versions: {
          ...world.versions,
          ...(await vegetaVersions()),
          ...packageVersions('@nestjs/core', 'fastify', '@elastic/elasticsearch', 'undici', 'ioredis'),
        },
        notes: [
          ...invalid(windows),
          `${DIFFERENT_REQUESTS} different requests, each load going on where the one before ended, 90 % of known users with 0–200 blacklisted ids; ${world.assetCount} assets; 1,000 candidates; default settings but for ${JSON.stringify(settings)}; ${failures(windows)}.`,
          `each window: ${warmUpSeconds} s unmeasured, in which the pools that came due while others had the processor are refreshed, then ${seconds} s measured; each pool is due again one refresh interval after it was built, a tenth more or less, so that most builds fall into the last third.`,
          ...refreshes(windows),
          `${world.countries.length + 1} pools: one per country, and the global one; of ${answered} answers ${lacking} parts were missing.`,
        ],
      };
    } finally {
      for (const server of servers) await server.stop();
      await world.close();
    }
  },
};

/** Latency where the rate is given, throughput where the callers are; the processor's time in both. */
function compared(
  load: string,
  own: readonly Window[],
  than: string,
  other: readonly Window[],
  judged: boolean,
): Ratio[] {
  const cpu = windowRatio(`${load}: processor time per request / ${than}`, own, other, ({ cpuMs }) => cpuMs);
  if (load.endsWith('connections')) {
    const what = `${load}: answers per second / ${than}`;
    const target = judged ? { atLeast: 0.75 } : {};
    return [windowRatio(what, own, other, ({ throughput }) => throughput, target), cpu];
  }
  return [
    windowRatio(`${load}: p50 / ${than}`, own, other, ({ p50 }) => p50, judged ? { atMost: 1.3 } : {}),
    windowRatio(`${load}: p99 / ${than}`, own, other, ({ p99 }) => p99, judged ? { atMost: 1.5 } : {}),
    cpu,
  ];
}
