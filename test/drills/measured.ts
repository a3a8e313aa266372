import type { Answer } from './steady-load.js';

/** What one fault did. Times in milliseconds. */
export interface Measured {
  readonly title: string;
  readonly requests: number;
  /** Count by status; 0 where there was no answer, or an empty one. */
  readonly statuses: ReadonlyMap<number, number>;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Share of the answers that lacked a part, by part. */
  readonly degraded: ReadonlyMap<string, number>;
  /** From the store's return until answers were whole for a second; `undefined` if they never were. */
  readonly recoveryMs: number | undefined;
  /** Share of answers that lacked a part before the fault: 0 on a machine that is not busy. */
  readonly degradedBefore: number;
}

const WHOLE_FOR_MS = 1_000;

/**
 * @param began when the fault began
 * @param returned when the store was back
 */
export function measure(
  title: string,
  answers: readonly Answer[],
  began: number,
  returned: number,
): Measured {
  const before = answers.filter(({ at }) => at < began);
  // Until the end: an answer that fails after the store's return is a failed answer of this fault.
  const since = answers.filter(({ at }) => at >= began);
  const during = since.filter(({ at }) => at < returned);
  const times = since.map(({ ms }) => ms).sort((a, b) => a - b);
  const percentile = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
  return {
    title,
    requests: since.length,
    statuses: countBy(since.map(({ status }) => status)),
    p50: percentile(0.5),
    p99: percentile(0.99),
    max: percentile(1),
    degraded: shares(during),
    recoveryMs: recovery(since, returned),
    degradedBefore: before.filter((answer) => !isWhole(answer)).length / Math.max(before.length, 1),
  };
}

/** One row of the table in docs/operating.md. */
export function tableRow(measured: Measured): string {
  const { title, requests, statuses, p50, p99, max, degraded, recoveryMs } = measured;
  const cells = [
    title,
    requests,
    [...statuses].map(([status, count]) => `${status === 0 ? 'none' : status}: ${count}`).join(', '),
    [p50, p99, max].map((ms) => ms.toFixed(0)).join(' / '),
    [...degraded].map(([part, share]) => `${part} ${(share * 100).toFixed(0)} %`).join(', ') || '–',
    recoveryMs === undefined ? 'not seen' : `${(recoveryMs / 1_000).toFixed(1)} s`,
  ];
  return `| ${cells.join(' | ')} |`;
}

export const TABLE_HEAD = `| fault | requests | status: count | p50 / p99 / max ms | said to be missing | whole again after |
|---|---|---|---|---|---|`;

function isWhole({ status, degraded }: Answer): boolean {
  return status === 200 && degraded.length === 0;
}

function recovery(answers: readonly Answer[], returned: number): number | undefined {
  const after = answers.filter(({ at }) => at >= returned).sort((a, b) => a.at - b.at);
  let wholeFrom: number | undefined;
  for (const answer of after) {
    if (!isWhole(answer)) wholeFrom = undefined;
    else if ((wholeFrom ??= answer.at) <= answer.at - WHOLE_FOR_MS) return wholeFrom - returned;
  }
  return undefined;
}

function shares(answers: readonly Answer[]): ReadonlyMap<string, number> {
  const counts = countBy(answers.flatMap(({ degraded }) => degraded));
  return new Map([...counts].map(([part, count]) => [part, count / answers.length]));
}

function countBy<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
