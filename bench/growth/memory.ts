import { setTimeout as pause } from 'node:timers/promises';

import type { ServerProcess } from '../load/server-process.js';
import { row, type Row } from '../report.js';

/** Environment of a service whose heap is to be looked at without its garbage. */
export const COLLECTABLE = {
  NODE_OPTIONS: `--expose-gc --import=${new URL('collect-on-signal.mjs', import.meta.url).href}`,
};
/** A pool that is just being built is in the heap twice: the least of several looks is without it. */
const COLLECTIONS = 8;
const COLLECTED_MS = 500;
const MIB = 2 ** 20;

/** What a service holds after its load, in bytes. */
export interface MemoryHeld {
  readonly server: string;
  readonly pools: number;
  /** Of all pools, by the service's own account, which `POOLS_MAX_MB` bounds. */
  readonly poolBytes: number;
  readonly candidates: number;
  /** Of JavaScript and outside of it (typed arrays), the least after full collections. */
  readonly heapBytes: number;
  readonly residentBytes: number;
}

/** @param pools how many it has by now */
export async function memoryHeld(server: ServerProcess, pools: number): Promise<MemoryHeld> {
  let heapBytes = Infinity;
  for (let look = 0; look < COLLECTIONS; look++) {
    server.signal('SIGUSR2');
    await pause(COLLECTED_MS);
    const inside = await server.metric('nodejs_heap_size_used_bytes');
    heapBytes = Math.min(heapBytes, inside + (await server.metric('nodejs_external_memory_bytes')));
  }
  return {
    server: server.name,
    pools,
    poolBytes: await server.metric('upnext_pool_bytes'),
    candidates: await server.metric('upnext_pool_candidates', 'pool="all"'),
    heapBytes,
    residentBytes: await server.metric('process_resident_memory_bytes'),
  };
}

export function memoryRows(held: MemoryHeld): Row[] {
  const { server, pools, poolBytes, candidates } = held;
  const of = (figure: string, unit: string, value: number) =>
    row('memory after the load', server, figure, unit, [value]);
  return [
    of(`all ${pools} pools, own account`, 'MiB', poolBytes / MIB),
    of('per pool, own account', 'KiB', poolBytes / pools / 1_024),
    of('per candidate, own account', 'bytes', poolBytes / candidates),
    of('heap after a collection', 'MiB', held.heapBytes / MIB),
    of('process, resident', 'MiB', held.residentBytes / MIB),
  ];
}

/** What the real heaps of the largest and the smallest differ by, beside the account: the rest of the service is the same. */
export function memoryGrowth(of: string, counts: readonly number[], held: readonly MemoryHeld[]): string[] {
  const [first, last] = [held[0], held.at(-1)];
  const further = (counts.at(-1) ?? NaN) - (counts[0] ?? NaN);
  if (first === undefined || last === undefined) return [];
  const heap = last.heapBytes - first.heapBytes;
  const pools = last.poolBytes - first.poolBytes;
  const candidates = last.candidates - first.candidates;
  const mib = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`;
  const difference = `memory, ${last.server} instead of ${first.server}: ${mib(heap)} more heap, ${mib(pools)} more in pools by the service's account`;
  if (of === 'candidates') {
    const each = (bytes: number) => (bytes / candidates).toFixed(0);
    return [`${difference}: ${each(heap)} and ${each(pools)} bytes for each further candidate of a pool.`];
  }
  const each = ((heap - pools) / further).toFixed(2);
  return [
    `${difference}: besides the pools ${each} bytes for each of ${further.toLocaleString('en')} further ${of}.`,
  ];
}
