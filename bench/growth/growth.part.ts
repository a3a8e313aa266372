import { loadWindows } from '../load/load-windows.js';
import { requestBodies } from '../load/requests.js';
import { ServerProcess } from '../load/server-process.js';
import { underLoad } from '../load/under-load.js';
import { vegetaVersions } from '../load/vegeta.js';
import { failures, invalid, refreshes } from '../load/window-notes.js';
import { windowRatio, windowRows } from '../load/window-rows.js';
import type { BenchOptions, BenchPart, PartReport } from '../report.js';
import { PER_SECOND, SERVICE } from '../request/request.part.js';
import type { Versions } from '../versions.js';
import { openWorld, type World } from '../world/world.js';
import { boundedPools } from './bounded-pools.js';
import { type Growth, growths } from './growths.js';
import { COLLECTABLE, memoryGrowth, type MemoryHeld, memoryHeld, memoryRows } from './memory.js';

const LOAD = `${PER_SECOND} requests/s`;
const DIFFERENT_REQUESTS = 5_000;

export const part: BenchPart = {
  run: async (options: BenchOptions): Promise<PartReport> => {
    const reports: PartReport[] = [];
    for (const growth of growths(options.quick)) reports.push(await grown(growth, options));
    reports.push(await boundedPools(options));
    return {
      rows: reports.flatMap(({ rows }) => rows),
      ratios: reports.flatMap(({ ratios }) => ratios),
      versions: Object.assign({}, ...reports.map(({ versions }) => versions)) as Versions,
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
      const env = { ...world.env, ...loadWindows(options.quick).settings, ...settings, ...COLLECTABLE };
      const server = await ServerProcess.start(`${name} ${of}`, SERVICE, env);
      servers.push(server);
      contenders.push({ server, bodies: requestBodies(world, DIFFERENT_REQUESTS), pools: true });
    }
    const windows = await underLoad(contenders, { [LOAD]: { perSecond: PER_SECOND } }, options);
    const byServer = windows[LOAD];
    const held: MemoryHeld[] = [];
    for (const [index, server] of servers.entries()) {
      held.push(await memoryHeld(server, (worlds[index]?.countries.length ?? 0) + 1));
    }
    const [smallest, ...larger] = servers;
    const compared = larger.map((server, index) =>
      windowRatio(
        `p99, ${server.name} / ${smallest?.name ?? ''}`,
        byServer[server.name] ?? [],
        byServer[smallest?.name ?? ''] ?? [],
        ({ p99 }) => p99,
        index === larger.length - 1 && atMost !== undefined ? { atMost } : {},
      ),
    );
    return {
      rows: [
        ...Object.entries(byServer).flatMap(([name, rounds]) => windowRows(LOAD, name, rounds)),
        ...held.flatMap(memoryRows),
      ],
      ratios: compared,
      versions: { ...worlds[0]?.versions, ...(await vegetaVersions()) },
      notes: [
        ...invalid(windows),
        `${of}: ${failures(windows)}; ${(await Promise.all(servers.map(missing))).join('; ')}.`,
        ...refreshes(windows),
        ...memoryGrowth(
          of,
          sizes.map(({ count }) => count),
          held,
        ),
      ],
    };
  } finally {
    for (const server of servers) await server.stop();
    for (const world of worlds) await world.close();
  }
}

async function missing(server: ServerProcess): Promise<string> {
  const lacking = await server.metric('upnext_degraded_total');
  return `${server.name}: ${lacking} parts missing`;
}
