import { requestBodies } from '../load/requests.js';
import { ServerProcess } from '../load/server-process.js';
import { failures, underLoad } from '../load/under-load.js';
import type { LoadReport } from '../load/vegeta.js';
import { ratios, spread } from '../measure.js';
import { type BenchOptions, type BenchPart, type PartReport, type Ratio, row, type Row } from '../report.js';
import { figures, PER_SECOND, SERVICE } from '../request/request.part.js';
import { openWorld, type World, type WorldOptions } from '../world/world.js';

const LOAD = `${PER_SECOND} requests/s`;
const DIFFERENT_REQUESTS = 5_000;

/** One thing that grows: its sizes, the smallest first. */
interface Growth {
  readonly of: string;
  readonly sizes: readonly {
    readonly name: string;
    readonly world: WorldOptions;
    readonly settings?: Readonly<Record<string, string>>;
  }[];
  /** What the p99 of the largest may be of the smallest's. */
  readonly atMost?: number;
}

const GROWTHS: readonly Growth[] = [
  {
    of: 'assets',
    sizes: [
      { name: '10 k', world: { assets: 10_000 } },
      { name: '100 k', world: { assets: 100_000 } },
      { name: '1 M', world: { assets: 1_000_000 } },
    ],
    atMost: 1.3,
  },
  {
    of: 'blacklisted ids',
    sizes: [10, 100, 1_000, 10_000].map((ids) => ({
      name: ids.toLocaleString('en'),
      world: { assets: 100_000, users: 500, blacklist: ids },
    })),
  },
  {
    of: 'candidates',
    sizes: [100, 300, 1_000, 3_000].map((candidates) => ({
      name: candidates.toLocaleString('en'),
      world: { assets: 100_000 },
      settings: { CANDIDATES_TO_RETRIEVE: String(candidates) },
    })),
  },
];

export const part: BenchPart = {
  name: 'growth',
  about: 'the same request with more assets, longer blacklists, more candidates; memory of the pools',
  run: async (options: BenchOptions): Promise<PartReport> => {
    const reports: PartReport[] = [];
    for (const growth of options.quick ? GROWTHS.slice(2) : GROWTHS)
      reports.push(await grown(growth, options));
    return {
      rows: reports.flatMap(({ rows }) => rows),
      ratios: reports.flatMap(({ ratios: all }) => all),
      notes: reports.flatMap(({ notes }) => notes),
    };
  },
};

async function grown({ of, sizes, atMost }: Growth, options: BenchOptions): Promise<PartReport> {
  const worlds: World[] = [];
  const servers: ServerProcess[] = [];
  try {
    const contenders = [];
    for (const { name, world: wanted, settings } of sizes) {
      options.say(`${name} ${of}`);
      const world = await openWorld(wanted);
      worlds.push(world);
      const server = await ServerProcess.start(`${name} ${of}`, SERVICE, { ...world.env, ...settings });
      servers.push(server);
      contenders.push({ server, bodies: requestBodies(world, DIFFERENT_REQUESTS) });
    }
    const reports = await underLoad(contenders, { [LOAD]: { perSecond: PER_SECOND } }, options);
    const byServer = reports[LOAD];
    const [smallest, ...larger] = servers;
    const of99 = (name: string | undefined) => (byServer[name ?? ''] ?? []).map(({ p99 }: LoadReport) => p99);
    const compared = larger.map((server, index): Ratio => {
      const last = index === larger.length - 1;
      return {
        what: `p99, ${server.name} / ${smallest?.name ?? ''}`,
        spread: spread(ratios(of99(server.name), of99(smallest?.name))),
        ...(last && atMost !== undefined && { atMost }),
      };
    });
    return {
      rows: [
        ...Object.entries(byServer).flatMap(([name, rounds]) => figures(LOAD, name, rounds)),
        ...(await Promise.all(servers.map(memory))).flat(),
      ],
      ratios: compared,
      notes: [`${of}: ${failures(reports)}; ${(await Promise.all(servers.map(missing))).join('; ')}.`],
    };
  } finally {
    for (const server of servers) await server.stop();
    for (const world of worlds) await world.close();
  }
}

/** What the pools hold after the load, by the service's own account, and the process as a whole. */
async function memory(server: ServerProcess): Promise<Row[]> {
  const bytes = await server.metric('upnext_pool_bytes');
  const candidates = await server.metric('upnext_pool_candidates', 'pool="all"');
  const resident = await server.metric('process_resident_memory_bytes');
  return [
    row('memory after the load', server.name, 'all pools', 'MiB', [bytes / 2 ** 20]),
    row('memory after the load', server.name, 'per candidate', 'bytes', [bytes / candidates]),
    row('memory after the load', server.name, 'process', 'MiB', [resident / 2 ** 20]),
  ];
}

async function missing(server: ServerProcess): Promise<string> {
  const lacking = await server.metric('upnext_degraded_total');
  return `${server.name}: ${lacking} parts missing`;
}
