import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { spread } from '../measure.js';
import { type BenchOptions, type Ratio, row, type Row } from '../report.js';

const run = promisify(execFile);
const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Milliseconds that preparing a pool of 1,000 × 100 may take, and for which preparing any pool may keep the event loop. */
const MOST = { duration: 50, delay: 5 };
const AGAIN = 10;

interface Preparation {
  readonly duration: number;
  readonly turn: number;
  readonly delay: number;
}

/** Case, candidates, whether it is the size that has to be done within `MOST.duration`. */
const PREPARED: readonly (readonly [name: string, label: string, candidates: number, bounded: boolean])[] = [
  ['numerical-1000x100', '1,000 × 100, numerical', 1_000, true],
  ['categorical-1000x100', '1,000 × 100, categorical', 1_000, true],
  ['numerical-1000x1000', '3,000 × 1,000, numerical', 3_000, false],
  ['categorical-1000x1000', '3,000 × 1,000, categorical', 3_000, false],
];

/** What is paid per pool, each round in a process of its own: the first time, and again once the code is compiled. */
export async function preparedPools(
  folder: string,
  { rounds, quick, say }: BenchOptions,
): Promise<{ rows: Row[]; ratios: Ratio[] }> {
  const rows: Row[] = [];
  const limits: Ratio[] = [];
  for (const [name, label, candidates, bounded] of PREPARED.slice(0, quick ? 1 : undefined)) {
    say(`preparing ${label}`);
    const firsts: Preparation[] = [];
    const laters: Preparation[] = [];
    for (let round = 0; round < rounds; round++) {
      const [first, ...later] = await prepare(folder, name, candidates);
      if (first === undefined) throw new Error(`${label} was never prepared`);
      firsts.push(first);
      laters.push({
        duration: spread(later.map(({ duration }) => duration)).median,
        turn: Math.max(...later.map(({ turn }) => turn)),
        delay: Math.max(...later.map(({ delay }) => delay)),
      });
    }
    for (const [when, found] of [['first in a process', firsts] as const, ['again', laters] as const]) {
      const of = (figure: keyof Preparation) => found.map((one) => one[figure]);
      const figure = (title: string, values: number[]) =>
        row(label, 'this', `${title}, ${when}`, 'ms', values);
      rows.push(figure('pool prepared', of('duration')));
      rows.push(figure('largest event-loop delay', of('delay')));
      rows.push(figure('longest between two turns', of('turn')));
      const limit = (title: string, values: number[], most: number): Ratio => ({
        what: `${title} ${label}, ${when}, of ${most} ms`,
        spread: spread(values.map((value) => value / most)),
        atMost: 1,
      });
      if (bounded) limits.push(limit('preparing', of('duration'), MOST.duration));
      limits.push(limit('largest event-loop delay of preparing', of('delay'), MOST.delay));
    }
  }
  return { rows, ratios: limits };
}

async function prepare(folder: string, name: string, candidates: number): Promise<Preparation[]> {
  const { stdout } = await run(process.execPath, [
    '--import',
    pathOf('../../test/typescript-loader.js'),
    pathOf('prepare.process.ts'),
    folder,
    name,
    String(AGAIN),
    String(candidates),
  ]);
  return JSON.parse(stdout) as Preparation[];
}
