import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

import type { FeatureTable } from '../../src/feature-store/feature-column.js';
import { LightgbmRanker } from '../../src/ranking/lightgbm.ranker.js';
import { caseNames, readCase } from './ranking-case.js';

/**
 * prepare.process.ts FOLDER CASE TIMES CANDIDATES: prepares a pool in a process that never did, and then TIMES again;
 * with more CANDIDATES than the case has, its items are repeated. Prints per time, in milliseconds, its duration, the
 * largest event-loop delay by perf_hooks, and the longest time between two turns of a meter on setImmediate: the former
 * says what a timer waited and has its own interval of 1 ms in it, the latter what anything waited.
 */
const [folder = '', name, times = '0', candidates = '0'] = process.argv.slice(2);
const found = caseNames(folder).find((one) => one.name === name);
if (found === undefined) throw new Error(`there is no case ${String(name)}`);
const { modelPath, declarations, items } = readCase(folder, found);
const ranker = await LightgbmRanker.load(modelPath, declarations);
const table = repeated(items, Math.max(items.size, Number(candidates)));

const preparations = [];
for (let turn = 0; turn <= Number(times); turn++) {
  await pause(20);
  preparations.push(await preparation());
}
console.log(JSON.stringify(preparations));

async function preparation(): Promise<Record<'duration' | 'turn' | 'delay', number>> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let longest = 0;
  let last = performance.now();
  let measuring = true;
  const meter = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (measuring) setImmediate(meter);
  };
  delay.enable();
  await pause(5);
  last = performance.now();
  setImmediate(meter);
  const began = performance.now();
  await ranker.prepare(table);
  const duration = performance.now() - began;
  await pause(3);
  measuring = false;
  delay.disable();
  return { duration, turn: longest, delay: delay.max / 1e6 };
}

function repeated({ size, columns }: FeatureTable, wanted: number): FeatureTable {
  const rows = Array.from({ length: wanted }, (_, row) => row % size);
  return {
    size: wanted,
    columns: new Map(
      [...columns].map(([feature, column]) => [
        feature,
        column.kind === 'number'
          ? { kind: column.kind, values: Float64Array.from(rows, (row) => column.values[row] ?? NaN) }
          : { kind: column.kind, values: rows.map((row) => column.values[row] ?? null) },
      ]),
    ),
  };
}
