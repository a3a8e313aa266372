import { writeFileSync } from 'node:fs';

import { Command, Option } from 'commander';

import { type BenchPart, describeMachine, met, type PartReport, printed } from './report.js';

/** Loaded when asked for: a part may need what the others do not. */
const PARTS: Readonly<Record<string, () => Promise<{ part: BenchPart }>>> = {
  ranking: () => import('./ranking/ranking.part.js'),
  request: () => import('./request/request.part.js'),
  embedded: () => import('./embedded/embedded.part.js'),
  growth: () => import('./growth/growth.part.js'),
  cold: () => import('./cold/cold.part.js'),
  import: () => import('./import/import.part.js'),
};

const program = new Command('npm run bench --')
  .description('Measures the service beside what people would use instead, and beside its physical limit.')
  .argument('[parts...]', `of ${Object.keys(PARTS).join(', ')}; all when none is named`)
  .addOption(new Option('--rounds <n>', 'rounds of each comparison').default(5).argParser(Number))
  .option('--quick', 'smaller and shorter, to try the bench itself', false)
  .option('--json <file>', 'writes machine, versions and all figures')
  .action(
    async (named: string[], { rounds, quick, json }: { rounds: number; quick: boolean; json?: string }) => {
      const unknown = named.filter((name) => PARTS[name] === undefined);
      if (unknown.length > 0) {
        program.error(`unknown part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
      }
      if (!Number.isInteger(rounds) || rounds < 1) program.error('--rounds takes a whole number from 1');
      const machine = describeMachine();
      console.log(
        Object.entries(machine)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n'),
      );
      const reports: Record<string, PartReport> = {};
      for (const name of named.length > 0 ? named : Object.keys(PARTS)) {
        const load = PARTS[name];
        if (load === undefined) continue;
        const { part } = await load();
        const say = (line: string) => process.stderr.write(`${name}: ${line}\n`);
        const report = await part.run({ rounds, quick, say });
        reports[name] = report;
        console.log(`\n${printed(name, report)}`);
        if (json !== undefined) {
          writeFileSync(
            json,
            `${JSON.stringify({ at: new Date().toISOString(), machine, reports }, undefined, 2)}\n`,
          );
        }
      }
      const missed = Object.values(reports).flatMap(({ ratios }) =>
        ratios.filter((ratio) => met(ratio) === false),
      );
      console.log(
        missed.length === 0
          ? '\nAll targets met.'
          : `\nNot met: ${missed.map(({ what }) => what).join('; ')}`,
      );
    },
  );

await program.parseAsync();
