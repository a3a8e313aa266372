import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Command, Option } from 'commander';

import { cached } from './cache.js';
import { PARTS, partsListed } from './parts.js';
import { describeMachine, met, type PartReport, printed } from './report.js';

interface RunOptions {
  readonly rounds?: number;
  readonly quick: boolean;
  readonly json?: string;
}

const program = new Command('npm run bench --')
  .description('Measures the service beside what people would use instead, and beside its physical limit.')
  .argument('[parts...]', `of ${Object.keys(PARTS).join(', ')}; all when none is named`)
  .addOption(new Option('--rounds <n>', 'rounds of each comparison, by default as below').argParser(Number))
  .option('--quick', 'smaller and shorter, to try the bench itself', false)
  .option(
    '--json <file>',
    'where machine, versions and all figures go; by default a new file in the cache (bench/.cache, or BENCH_CACHE)',
  )
  .addHelpText('after', partsListed())
  .action(run);

await program.parseAsync();

/** A part that cannot be measured is said, and does not keep the others from being measured. */
async function run(named: readonly string[], { rounds, quick, json }: RunOptions): Promise<void> {
  const unknown = named.filter((name) => PARTS[name] === undefined);
  if (unknown.length > 0) {
    program.error(`unknown part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
  }
  if (rounds !== undefined && (!Number.isInteger(rounds) || rounds < 1)) {
    program.error('--rounds takes a whole number from 1');
  }
  const machine = describeMachine();
  const at = new Date().toISOString();
  const file = resolve(json ?? join(cached('results'), `${at.replaceAll(':', '-')}.json`));
  for (const [name, value] of Object.entries(machine)) console.log(`${name}: ${value}`);
  const reports: Record<string, PartReport> = {};
  const missing: Record<string, string> = {};
  for (const name of named.length > 0 ? named : Object.keys(PARTS)) {
    const listed = PARTS[name];
    if (listed === undefined) continue;
    try {
      const { part } = await listed.load();
      const say = (line: string) => process.stderr.write(`${name}: ${line}\n`);
      const report = await part.run({ rounds: rounds ?? listed.rounds, quick, say });
      reports[name] = report;
      for (const [rival, why] of Object.entries(report.missing ?? {})) missing[`${rival} (${name})`] = why;
      console.log(`\n${printed(name, report)}`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (error instanceof Error) process.stderr.write(`${name}: ${error.stack ?? why}\n`);
      missing[name] = why;
      console.log(`\n## ${name}\n\nMISSING, not measured: ${why}`);
    }
    writeFileSync(
      file,
      `${JSON.stringify({ at, quick, machine, reports, missing, notMet: notMet(reports) }, undefined, 2)}\n`,
    );
  }
  const missed = notMet(reports);
  console.log(missed.length === 0 ? '\nNo measured target is missed.' : `\nNot met: ${missed.join('; ')}`);
  if (Object.keys(missing).length > 0) {
    console.log(`MISSING, not measured: ${Object.keys(missing).join(', ')}; why is said above.`);
    process.exitCode = 1;
  }
  console.log(`All figures: ${file}`);
}

function notMet(reports: Readonly<Record<string, PartReport>>): string[] {
  return Object.values(reports).flatMap(({ ratios }) =>
    ratios.filter((ratio) => met(ratio) === false).map(({ what }) => what),
  );
}
