import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { CACHE } from '../cache.js';
import { interleaved, ratios, spread } from '../measure.js';
import { type BenchOptions, type BenchPart, type PartReport, type Ratio, row, type Row } from '../report.js';
import type { Versions } from '../versions.js';
import { LineProcess } from './line-process.js';
import { rankingCases } from './make-cases.js';
import { preparedPools } from './prepared-pools.js';
import { type CaseName, caseNames } from './ranking-case.js';

const run = promisify(execFile);
const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** How they are called in tables, by how their processes call them. */
const CONTENDERS: Readonly<Record<string, string>> = {
  upnext: 'this',
  walk: 'plain walk',
  lightgbm: 'LightGBM',
  lleaves: 'lleaves',
  tl2cgen: 'tl2cgen',
  onnx: 'ONNX Runtime',
};
const RIVALS = ['lightgbm', 'lleaves', 'tl2cgen', 'onnx'] as const;

/** Enough to see that it all works. */
const QUICK = ['numerical-1000x100', 'categorical-1000x100', 'cross-two-1000x100'];

export const part: BenchPart = {
  run: measure,
};

async function measure(options: BenchOptions): Promise<PartReport> {
  const { quick, say } = options;
  say('Python packages');
  const { stdout } = await run(pathOf('../python/venv.sh'), [pathOf('requirements.txt')]);
  const python = stdout.trim();
  say('models, candidates and users (trained once, some minutes)');
  const folder = await rankingCases(CACHE, python);
  const rivals = new LineProcess(python, [pathOf('rivals.py'), folder]);
  const scorer = new LineProcess(process.execPath, [
    '--import',
    pathOf('../../test/typescript-loader.js'),
    pathOf('scorer.process.ts'),
    folder,
  ]);
  try {
    const { versions, missing } = await rivals.ask<Installed>({ do: 'versions' });
    const rivalsMissing = Object.fromEntries(
      Object.entries(missing).map(([rival, why]) => [CONTENDERS[rival] ?? rival, why]),
    );
    const report = {
      rows: [] as Row[],
      ratios: [] as Ratio[],
      versions,
      missing: rivalsMissing,
      notes: [] as string[],
    };
    for (const one of caseNames(folder).filter(({ name }) => !quick || QUICK.includes(name))) {
      say(`${work(one)} (compiled once per model: up to a few minutes)`);
      const there = RIVALS.filter((rival) => missing[rival] === undefined);
      await compare(one, there, { rivals, scorer }, options, report);
    }
    const prepared = await preparedPools(folder, options);
    report.rows.push(...prepared.rows);
    report.ratios.push(...prepared.ratios);
    return report;
  } finally {
    rivals.end();
    scorer.end();
  }
}

interface Installed {
  readonly versions: Versions;
  readonly missing: Readonly<Record<string, string>>;
}

/** Measures one case, and adds what was found to the report. @throws Error where scores are not LightGBM's bits */
async function compare(
  one: CaseName,
  there: readonly string[],
  { rivals, scorer }: { rivals: LineProcess; scorer: LineProcess },
  { rounds, quick }: BenchOptions,
  report: { rows: Row[]; ratios: Ratio[]; notes: string[] },
): Promise<void> {
  const { unequal, bytes } = await scorer.ask<{ unequal: Record<string, number>; bytes: number }>({
    do: 'load',
    case: one.name,
  });
  for (const [who, count] of Object.entries(unequal)) {
    if (count > 0) throw new Error(`${work(one)}: ${count} scores of ${who} are not LightGBM's`);
  }
  const loaded: string[] = [];
  const differences: string[] = [];
  for (const rival of there) {
    const question = { do: 'load', case: one.name, rival };
    try {
      const { difference } = await rivals.ask<{ difference: number }>(question);
      loaded.push(rival);
      differences.push(`${CONTENDERS[rival] ?? rival} ${difference.toPrecision(2)}`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      report.notes.push(`${CONTENDERS[rival] ?? rival} cannot do ${work(one)}: ${why}`);
    }
  }
  const seconds = quick ? 0.1 : 0.4;
  const contender = (who: string) => [
    who,
    async () => {
      const rival = RIVALS.some((name) => name === who);
      const question = { do: 'time', case: one.name, seconds, [rival ? 'rival' : 'who']: who };
      return (await (rival ? rivals : scorer).ask<{ median: number }>(question)).median;
    },
  ];
  const names = ['upnext', 'walk', ...loaded];
  const times = await interleaved<string, number>(
    rounds,
    Object.fromEntries(names.map(contender)) as Record<string, () => Promise<number>>,
  );
  for (const who of names) {
    report.rows.push(row(work(one), CONTENDERS[who] ?? who, 'request, p50', 'ms', times[who] ?? []));
  }
  for (const who of names.slice(1)) {
    const quotients = ratios(times[who] ?? [], times.upnext ?? []);
    report.ratios.push({
      what: `${CONTENDERS[who] ?? who} / this, ${work(one)}`,
      spread: spread(quotients),
      ...target(who, one),
    });
  }
  report.notes.push(
    `${work(one)}: all scores of this and of the plain walk are LightGBM's, bit for bit; largest difference of ` +
      `${differences.join(', ')}; the pool's item side holds ${Math.round(bytes / 1_024)} kB`,
  );
}

/** Features of viewer and candidate together are measured without a target. */
function target(who: string, { world }: CaseName): { atLeast: number } | Record<string, never> {
  if (world.startsWith('cross')) return {};
  if (who === 'lightgbm') return { atLeast: 20 };
  if (who === 'lleaves') return { atLeast: world.startsWith('categorical') ? 4 : 2 };
  return {};
}

const CROSSED: Readonly<Record<string, string>> = {
  'cross-category': '1 crossed feature (by category)',
  'cross-one': '2 crossed features (by category, by candidate)',
  'cross-two': '3 crossed features (by category, 2 by candidate)',
};

function work({ world, candidates, trees }: CaseName): string {
  const [kind = '', more] = world.split('-');
  const size = `${candidates.toLocaleString('en')} × ${trees.toLocaleString('en')}`;
  if (CROSSED[world] !== undefined) return `${size}, ${CROSSED[world]}`;
  if (more === undefined) return `${size}, ${kind}`;
  return `${size}, ${kind}, ${more === 'missing' ? '20 % missing' : `${more} features`}`;
}
