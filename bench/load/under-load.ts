import { join } from 'node:path';

import { cached } from '../cache.js';
import { interleaved } from '../measure.js';
import type { BenchOptions } from '../report.js';
import { loadWindows } from './load-windows.js';
import { RequestSequence } from './requests.js';
import type { ServerProcess } from './server-process.js';
import { attack, installVegeta, type LoadReport, type LoadShape } from './vegeta.js';

export interface Contender {
  readonly server: ServerProcess;
  /** Bodies of the requests, asked in turn. */
  readonly bodies: readonly object[];
  /** Whether it has pools, whose builds are to be counted. */
  readonly pools?: boolean;
}

/** What one measured window found. */
export interface Window extends LoadReport {
  /** Builds of pools, of whatever outcome; `undefined` for a server without pools. */
  readonly builds: number | undefined;
  /** Processor time of the server's process, user and system, milliseconds per request; NaN where the system does not say. */
  readonly cpuMs: number;
}

/** By load, by server, a window per round. */
export type Windows<Load extends string = string> = Readonly<
  Record<Load, Readonly<Record<string, readonly Window[]>>>
>;

/** Puts one load after the other on servers that take turns; whoever has not its turn is stopped. */
export async function underLoad<Load extends string>(
  contenders: readonly Contender[],
  loads: Readonly<Record<Load, LoadShape>>,
  { rounds, quick, say }: BenchOptions,
): Promise<Windows<Load>> {
  const vegeta = await installVegeta();
  const { warmUpSeconds, seconds } = loadWindows(quick);
  const turnOf = (contender: Contender, index: number) => {
    const { server, bodies } = contender;
    const requests = new RequestSequence(join(cached('targets'), `${index}.jsonl`), server.url, bodies);
    const load = async (shape: LoadShape, during: number) => {
      const report = await attack(vegeta, requests.write(), shape, during);
      requests.asked(report.requests);
      return report;
    };
    return async (shape: LoadShape): Promise<Window> => {
      server.resume();
      try {
        await load(shape, warmUpSeconds);
        return await spentMeanwhile(contender, () => load(shape, seconds));
      } finally {
        server.pause();
      }
    };
  };
  const turns = contenders.map((contender, index) => [contender, turnOf(contender, index)] as const);
  for (const { server } of contenders) server.pause();
  const windows: Partial<Record<Load, Record<string, Window[]>>> = {};
  for (const load of Object.keys(loads) as Load[]) {
    say(`${contenders.map(({ server }) => server.name).join(', ')}: ${load}`);
    windows[load] = await interleaved(
      rounds,
      Object.fromEntries(turns.map(([{ server }, turn]) => [server.name, () => turn(loads[load])] as const)),
    );
  }
  for (const { server } of contenders) server.resume();
  return windows as Windows<Load>;
}

async function spentMeanwhile(
  { server, pools = false }: Contender,
  load: () => Promise<LoadReport>,
): Promise<Window> {
  const builds = () => (pools ? server.metric('upnext_pool_build_duration_seconds_count') : 0);
  const builtBefore = await builds();
  const cpuBefore = server.cpuMs();
  const report = await load();
  const cpuMs = (server.cpuMs() - cpuBefore) / report.requests;
  const built = (await builds()) - builtBefore;
  return { ...report, builds: pools ? built : undefined, cpuMs };
}
