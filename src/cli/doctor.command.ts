import { Command } from 'commander';

import { examine } from '../doctor/doctor.js';
import type { Finding } from '../doctor/finding.js';
import { findingLines, report, summaryLine } from '../doctor/report.js';
import type { Act, CommandIo } from './command-io.js';
import { EXIT, type ExitCode } from './exit-code.js';

export interface DoctorOptions {
  readonly json?: boolean;
}

const HELP = `
Looks at settings, both stores, mappings, assets, users, features, model, clock and memory, in this order, and says
what it finds and what to do. It only reads, and little: docs/doctor.md says what. Nothing is filled or written.

Exit codes:
  0    healthy
  1    warnings: it serves, but probably not as was meant
  2    wrong usage
  3    a fault of the doctor's own
  4    problems: it does not start, or answers lack a part or are wrong
  130  interrupted`;

const EXITS = { healthy: EXIT.done, warnings: EXIT.partly, problems: EXIT.problems } as const;

export function doctorCommand(act: Act): Command {
  return new Command('doctor')
    .description('look for what keeps the service from answering well, and say what to do')
    .option('--json', 'one JSON object instead of lines')
    .addHelpText('after', HELP)
    .action((options: DoctorOptions) => act((io) => doctor(io, options)));
}

/** Findings as they come, or one JSON object in the end. */
export async function doctor(io: CommandIo, { json = false }: DoctorOptions): Promise<ExitCode> {
  const startedAt = io.now();
  const findings: Finding[] = [];
  await examine(io, (finding) => {
    findings.push(finding);
    if (!json) for (const line of findingLines(finding)) io.out(line);
  });
  const whole = report(findings, startedAt, io.now());
  io.out(json ? JSON.stringify(whole) : `\n${summaryLine(whole)}`);
  return EXITS[whole.status];
}
