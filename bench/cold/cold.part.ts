import { spawnSync } from 'node:child_process';

import { ratios, spread } from '../measure.js';
import { type BenchOptions, type BenchPart, type PartReport, row } from '../report.js';
import { packageVersions } from '../versions.js';
import { openWorld, type World } from '../world/world.js';
import { RawPoolReader } from './raw-reads.js';
import { StartedService, type TimedAnswer } from './started-service.js';

const READY_WITHIN_MS = 2_000;

interface Start {
  readonly emptyMs: number;
  /** Ready without anything that earlier starts compiled, as on a new machine. */
  readonly freshMs: number;
  readonly readyMs: number;
  readonly answerMs: number;
  readonly countries: readonly ColdCountry[];
}

interface ColdCountry {
  readonly served: TimedAnswer;
  readonly elasticsearchMs: number;
  readonly redisMs: number;
}

export const part: BenchPart = {
  run: async ({ rounds, quick, say }: BenchOptions): Promise<PartReport> => {
    const assets = quick ? 100_000 : 1_000_000;
    say(`opening a world of ${assets} assets`);
    const world = await openWorld({ assets });
    const raw = await RawPoolReader.open(world);
    try {
      const countries: string[] = [];
      for (const country of world.countries) if ((await raw.read(country)).full) countries.push(country);
      const starts: Start[] = [];
      for (let round = 0; round < (quick ? 2 : rounds); round++) {
        say(`start ${round + 1}, ${countries.length} countries`);
        starts.push(await measureStart(world, countries, raw, round));
      }
      const versions = { ...world.versions, ...packageVersions('@elastic/elasticsearch', 'ioredis') };
      return { ...report(starts, assets), versions };
    } finally {
      await raw.close();
      await world.close();
    }
  },
};

/** One process, from its start to the first request of each country. */
async function measureStart(
  world: World,
  countries: readonly string[],
  raw: RawPoolReader,
  round: number,
): Promise<Start> {
  const emptyMs = emptyProcess();
  const fresh = await StartedService.start({ ...world.env, NODE_DISABLE_COMPILE_CACHE: '1' });
  await fresh.stop();
  const service = await StartedService.start(world.env);
  try {
    const viewer = world.users[round];
    const first = await service.recommend({ user_id: viewer?.id });
    const answerMs = service.readyMs + first.ms;
    const cold: ColdCountry[] = [];
    for (const [turn, country] of countries.entries()) {
      if (country === viewer?.country) continue;
      const user_id = world.users.find((user, i) => i > round && user.country === country)?.id;
      const serve = () => service.recommend({ user_id, user_country: country });
      // Whoever comes second finds the stores warmer: they take turns.
      const early = (turn + round) % 2 === 0 ? await serve() : undefined;
      const { elasticsearch, redis } = await raw.read(country);
      cold.push({ served: early ?? (await serve()), elasticsearchMs: elasticsearch, redisMs: redis });
    }
    return { emptyMs, freshMs: fresh.readyMs, readyMs: service.readyMs, answerMs, countries: cold };
  } finally {
    await service.stop();
  }
}

/** The least that starting any program on Node takes. */
function emptyProcess(): number {
  const before = performance.now();
  spawnSync(process.execPath, ['--eval', '']);
  return performance.now() - before;
}

function report(starts: readonly Start[], assets: number): Omit<PartReport, 'versions'> {
  const countries = starts.flatMap((start) => start.countries);
  const served = countries.map((country) => country.served.ms);
  const lacking = countries.flatMap((country) => country.served.degraded ?? []);
  const reads = countries.map(({ elasticsearchMs, redisMs }) => elasticsearchMs + redisMs);
  const start = `start, ${assets.toLocaleString('en')} assets`;
  const cold = `first request of a country, ${assets.toLocaleString('en')} assets`;
  const ready = starts.map(({ readyMs }) => readyMs);
  const fresh = starts.map(({ freshMs }) => freshMs);
  return {
    rows: [
      row(
        start,
        'node --eval ""',
        'ended',
        'ms',
        starts.map(({ emptyMs }) => emptyMs),
      ),
      row(start, 'service, first on a machine', 'ready', 'ms', fresh),
      row(start, 'service', 'ready', 'ms', ready),
      row(
        start,
        'service',
        'first answer',
        'ms',
        starts.map(({ answerMs }) => answerMs),
      ),
      row(
        cold,
        'search, official client',
        'answer',
        'ms',
        countries.map(({ elasticsearchMs }) => elasticsearchMs),
      ),
      row(
        cold,
        'pipeline, ioredis',
        'answer',
        'ms',
        countries.map(({ redisMs }) => redisMs),
      ),
      row(cold, 'both reads', 'answer', 'ms', reads),
      row(cold, 'service', 'answer', 'ms', served),
    ],
    ratios: [
      {
        what: 'ready, of 2 s',
        spread: spread(ready.map((ms) => ms / READY_WITHIN_MS)),
        atMost: 1,
      },
      {
        what: 'ready on a new machine, of 2 s',
        spread: spread(fresh.map((ms) => ms / READY_WITHIN_MS)),
        atMost: 1,
      },
      {
        what: 'cold country: request / (search + pipeline)',
        spread: spread(ratios(served, reads)),
        atMost: 2,
      },
    ],
    notes: [
      `${starts.length} starts of the built service with NODE_ENV=production, default settings, the model of 100 trees and nine features; ready: /health/ready answers 200, asked every 5 ms; on a new machine: without what Node kept of earlier starts (NODE_DISABLE_COMPILE_CACHE=1); first answer: of a known user, whose country is cold.`,
      `Each start then serves the first request of every country (${countries.length} in all), in turns with the same search and pipeline by warm clients; ${lacking.length === 0 ? 'every answer was whole' : `${lacking.length} answers lacked a part: ${[...new Set(lacking)].join('; ')}`}.`,
    ],
  };
}
