import { failures, underLoad } from '../load/under-load.js';
import { requestBodies } from '../load/requests.js';
import { ServerProcess } from '../load/server-process.js';
import type { LoadReport } from '../load/vegeta.js';
import { ratios, spread } from '../measure.js';
import { type BenchOptions, type BenchPart, type PartReport, type Ratio, row } from '../report.js';
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
  name: 'request',
  about:
    'a recommendation over HTTP with both stores, beside a server that only does the reads it cannot avoid',
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
      const service = await start('service', SERVICE, world.env);
      const floor = await start('floor', FLOOR, world.env, '/ready');
      const coalesced = await start(
        'floor, coalesced',
        FLOOR,
        { ...world.env, FLOOR: 'coalesced' },
        '/ready',
      );
      const bodies = requestBodies(world, DIFFERENT_REQUESTS);
      const built = await poolsBuilt(service);
      const reports = await underLoad(
        [service, floor, coalesced].map((server) => ({ server, bodies })),
        LOADS,
        options,
      );
      const answered = await service.metric('upnext_request_duration_seconds_count', '/get_recommendations');
      const lacking = await service.metric('upnext_degraded_total');
      return {
        rows: Object.entries(reports).flatMap(([load, byServer]) =>
          Object.entries(byServer).flatMap(([name, rounds]) => figures(load, name, rounds)),
        ),
        ratios: Object.entries(reports).flatMap(
          ([load, { service: own = [], floor: least = [], ...rest }]) => [
            ...compared(load, own, 'floor', least, true),
            ...compared(load, own, 'coalesced floor', rest['floor, coalesced'] ?? [], false),
          ],
        ),
        notes: [
          `${DIFFERENT_REQUESTS} different requests, 90 % of known users with 0–200 blacklisted ids; ${world.assetCount} assets; 1,000 candidates; default settings; ${failures(reports)}.`,
          `${(await poolsBuilt(service)) - built} pools were built meanwhile; of ${answered} answers ${lacking} parts were missing.`,
        ],
      };
    } finally {
      for (const server of servers) await server.stop();
      await world.close();
    }
  },
};

function poolsBuilt(service: ServerProcess): Promise<number> {
  return service.metric('upnext_pool_build_duration_seconds_count', 'outcome="built"');
}

/** Rows of one server under one load. */
export function figures(load: string, name: string, rounds: readonly LoadReport[]) {
  const latencies = [
    row(
      load,
      name,
      'p50',
      'ms',
      rounds.map(({ p50 }) => p50),
    ),
    row(
      load,
      name,
      'p99',
      'ms',
      rounds.map(({ p99 }) => p99),
    ),
  ];
  return load.endsWith('connections')
    ? [
        ...latencies,
        row(
          load,
          name,
          'answers',
          '/s',
          rounds.map(({ throughput }) => throughput),
        ),
      ]
    : latencies;
}

/** Latency where the rate is given, throughput where the callers are. */
function compared(
  load: string,
  own: readonly LoadReport[],
  than: string,
  other: readonly LoadReport[],
  judged: boolean,
): Ratio[] {
  const of = (figure: (report: LoadReport) => number) => spread(ratios(own.map(figure), other.map(figure)));
  if (load.endsWith('connections')) {
    const what = `${load}: answers per second / ${than}`;
    return [{ what, spread: of(({ throughput }) => throughput), ...(judged && { atLeast: 0.75 }) }];
  }
  return [
    { what: `${load}: p50 / ${than}`, spread: of(({ p50 }) => p50), ...(judged && { atMost: 1.3 }) },
    { what: `${load}: p99 / ${than}`, spread: of(({ p99 }) => p99), ...(judged && { atMost: 1.5 }) },
  ];
}
