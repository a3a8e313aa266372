import { rmSync } from 'node:fs';

import { SampleWorld } from '../../src/sqlite/sample-world/sample-world.js';
import { cached } from '../cache.js';
import { loadWindows } from '../load/load-windows.js';
import { requestBodies } from '../load/requests.js';
import { ServerProcess } from '../load/server-process.js';
import { underLoad } from '../load/under-load.js';
import { vegetaVersions } from '../load/vegeta.js';
import { failures, refreshes } from '../load/window-notes.js';
import { windowRatio, windowRows } from '../load/window-rows.js';
import type { BenchOptions, BenchPart, PartReport } from '../report.js';
import { packageVersions } from '../versions.js';

const SERVICE = new URL('../../dist/main.js', import.meta.url);
const HELLO = new URL('hello.ts', import.meta.url);
const LOADS = { '8 connections': { connections: 8 }, '32 connections': { connections: 32 } } as const;
const COUNTRIES = ['BR', 'US', 'IN', 'MX', 'DE', 'FR'];
const DIFFERENT_REQUESTS = 5_000;

export const part: BenchPart = {
  run: async (options: BenchOptions): Promise<PartReport> => {
    const data = cached('embedded');
    rmSync(data, { recursive: true });
    const { settings } = loadWindows(options.quick);
    const servers: ServerProcess[] = [];
    try {
      const embedded = { EMBEDDED: 'true', DATA_DIR: data, ...settings };
      const service = await ServerProcess.start('embedded service', SERVICE, embedded);
      servers.push(service);
      const hello = await ServerProcess.start('hello world', HELLO, {}, '/ready');
      servers.push(hello);
      const userIds = new SampleWorld({ now: Date.now() }).users.map(({ id }) => id);
      const bodies = requestBodies({ userIds, countries: COUNTRIES }, DIFFERENT_REQUESTS);
      const contenders = [
        { server: service, bodies, pools: true },
        { server: hello, bodies },
      ];
      const windows = await underLoad(contenders, LOADS, options);
      return {
        rows: Object.entries(windows).flatMap(([load, byServer]) =>
          Object.entries(byServer).flatMap(([name, rounds]) => windowRows(load, name, rounds)),
        ),
        ratios: Object.entries(windows).map(([load, byServer]) =>
          windowRatio(
            `${load}: answers per second / hello world`,
            byServer[service.name] ?? [],
            byServer[hello.name] ?? [],
            ({ throughput }) => throughput,
            { atLeast: 0.3 },
          ),
        ),
        versions: {
          ...(await vegetaVersions()),
          ...packageVersions('@nestjs/core', 'fastify', 'class-validator'),
          SQLite: process.versions.sqlite ?? 'unknown',
        },
        notes: [
          `the sample world and the model that comes with it; ${failures(windows)}.`,
          ...refreshes(windows),
        ],
      };
    } finally {
      for (const server of servers) await server.stop();
    }
  },
};
