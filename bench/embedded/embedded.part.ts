import { rmSync } from 'node:fs';

import { SampleWorld } from '../../src/sqlite/sample-world/sample-world.js';
import { cached } from '../cache.js';
import { requestBodies } from '../load/requests.js';
import { ServerProcess } from '../load/server-process.js';
import { failures, underLoad } from '../load/under-load.js';
import { ratios, spread } from '../measure.js';
import { type BenchOptions, type BenchPart, type PartReport, row } from '../report.js';

const SERVICE = new URL('../../dist/main.js', import.meta.url);
const HELLO = new URL('hello.ts', import.meta.url);
const LOADS = { '8 connections': { connections: 8 }, '32 connections': { connections: 32 } } as const;
const COUNTRIES = ['BR', 'US', 'IN', 'MX', 'DE', 'FR'];
const DIFFERENT_REQUESTS = 5_000;

export const part: BenchPart = {
  name: 'embedded',
  about: 'a recommendation over HTTP on the embedded stores, beside a constant with the same validation',
  run: async (options: BenchOptions): Promise<PartReport> => {
    const data = cached('embedded');
    rmSync(data, { recursive: true });
    const service = await ServerProcess.start('embedded service', SERVICE, {
      EMBEDDED: 'true',
      DATA_DIR: data,
    });
    const hello = await ServerProcess.start('hello world', HELLO, {}, '/ready');
    try {
      const userIds = new SampleWorld({ now: Date.now() }).users.map(({ id }) => id);
      const bodies = requestBodies({ userIds, countries: COUNTRIES }, DIFFERENT_REQUESTS);
      const reports = await underLoad(
        [service, hello].map((server) => ({ server, bodies })),
        LOADS,
        options,
      );
      return {
        rows: Object.entries(reports).flatMap(([load, byServer]) =>
          Object.entries(byServer).map(([name, rounds]) =>
            row(
              load,
              name,
              'answers',
              '/s',
              rounds.map(({ throughput }) => throughput),
            ),
          ),
        ),
        ratios: Object.entries(reports).map(([load, byServer]) => ({
          what: `${load}: answers per second / hello world`,
          spread: spread(
            ratios(
              (byServer[service.name] ?? []).map(({ throughput }) => throughput),
              (byServer[hello.name] ?? []).map(({ throughput }) => throughput),
            ),
          ),
          atLeast: 0.3,
        })),
        notes: [`the sample world and the model that comes with it; ${failures(reports)}.`],
      };
    } finally {
      await service.stop();
      await hello.stop();
    }
  },
};
