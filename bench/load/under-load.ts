import { join } from 'node:path';

import { cached } from '../cache.js';
import { interleaved } from '../measure.js';
import type { BenchOptions } from '../report.js';
import { writeTargets } from './requests.js';
import type { ServerProcess } from './server-process.js';
import { attack, installVegeta, type LoadReport, type LoadShape } from './vegeta.js';

export interface Contender {
  readonly server: ServerProcess;
  /** Bodies of the requests, asked in turn. */
  readonly bodies: readonly object[];
}

/** Unmeasured, after the others had the processor: connections, caches, refreshes that have come due. */
const WARM_UP_SECONDS = 3;
const SECONDS = 10;

/**
 * Puts one load after the other on servers that take turns; whoever has not its turn is stopped.
 *
 * @returns by load, by server, a report per round
 */
export async function underLoad<Load extends string>(
  contenders: readonly Contender[],
  loads: Readonly<Record<Load, LoadShape>>,
  { rounds, quick, say }: BenchOptions,
): Promise<Record<Load, Record<string, LoadReport[]>>> {
  const vegeta = await installVegeta();
  const targets = new Map<ServerProcess, string>();
  for (const { server, bodies } of contenders) {
    const file = join(cached('targets'), `${targets.size}.jsonl`);
    writeTargets(file, server.url, bodies);
    targets.set(server, file);
  }
  for (const { server } of contenders) server.pause();
  const turn = async (server: ServerProcess, shape: LoadShape) => {
    const file = targets.get(server) ?? '';
    server.resume();
    try {
      await attack(vegeta, file, shape, quick ? 1 : WARM_UP_SECONDS);
      return await attack(vegeta, file, shape, quick ? 2 : SECONDS);
    } finally {
      server.pause();
    }
  };
  const reports: Partial<Record<Load, Record<string, LoadReport[]>>> = {};
  for (const load of Object.keys(loads) as Load[]) {
    say(`${contenders.map(({ server }) => server.name).join(', ')}: ${load}`);
    reports[load] = await interleaved(
      rounds,
      Object.fromEntries(
        contenders.map(({ server }) => [server.name, () => turn(server, loads[load])] as const),
      ),
    );
  }
  for (const { server } of contenders) server.resume();
  return reports as Record<Load, Record<string, LoadReport[]>>;
}

/** What went wrong under load, for the notes: nothing may. */
export function failures(
  reports: Readonly<Record<string, Readonly<Record<string, readonly LoadReport[]>>>>,
): string {
  const all = Object.values(reports).flatMap((byServer) => Object.entries(byServer));
  const failed = all.flatMap(([name, rounds]) =>
    rounds
      .filter((round) => round.failed > 0)
      .map((round) => `${name}: ${round.failed} of ${round.requests}`),
  );
  return failed.length === 0 ? 'every answer was 200' : `NOT answered with 200: ${failed.join(', ')}`;
}
