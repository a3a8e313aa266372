import { CHECKS, type Finding, type Level } from './finding.js';

/** What an examination came to; `--json` prints it. The shape is documented in docs/doctor.md. */
export interface Report {
  /** `problems`: at least one. `warnings`: at least one, and no problem. Else `healthy`. */
  readonly status: 'healthy' | 'warnings' | 'problems';
  /** ISO 8601, UTC. */
  readonly checked_at: string;
  readonly duration_ms: number;
  readonly counts: Readonly<Record<Level, number>>;
  readonly findings: readonly Finding[];
}

const LABELS: Readonly<Record<Level, string>> = {
  ok: 'ok',
  warning: 'WARNING',
  problem: 'PROBLEM',
  not_checked: 'not checked',
};
const LABEL_WIDTH = Math.max(...Object.values(LABELS).map((label) => label.length));
const TITLE_WIDTH = Math.max(...Object.values(CHECKS).map((title) => title.length));

/** @param startedAt and `endedAt` milliseconds since the epoch */
export function report(findings: readonly Finding[], startedAt: number, endedAt: number): Report {
  const counts: Record<Level, number> = { ok: 0, warning: 0, problem: 0, not_checked: 0 };
  for (const { level } of findings) counts[level] += 1;
  return {
    status: counts.problem > 0 ? 'problems' : counts.warning > 0 ? 'warnings' : 'healthy',
    checked_at: new Date(startedAt).toISOString(),
    duration_ms: endedAt - startedAt,
    counts,
    findings,
  };
}

/** One finding for people: level, check, what was found, and below it what to do. */
export function findingLines({ check, level, found, advice }: Finding): string[] {
  const begin = `${LABELS[level].padEnd(LABEL_WIDTH)}  ${CHECKS[check].padEnd(TITLE_WIDTH)}  `;
  return [begin + found, ...(advice === null ? [] : [`${' '.repeat(begin.length)}→ ${advice}`])];
}

/** The line below all findings. */
export function summaryLine({ status, counts, duration_ms }: Report): string {
  const parts = (Object.keys(LABELS) as Level[])
    .filter((level) => counts[level] > 0)
    .map((level) => `${counts[level]} ${LABELS[level].toLowerCase()}`);
  return `${status}: ${parts.join(', ')} (${(duration_ms / 1_000).toFixed(1)} s)`;
}
