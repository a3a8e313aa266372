import { execFileSync } from 'node:child_process';
import os from 'node:os';

import { spread, type Spread } from './measure.js';
import type { Versions } from './versions.js';

/** A figure of one contender in one case. */
export interface Row {
  /** What was done, e.g. `1,000 × 100, numerical`. */
  readonly work: string;
  readonly contender: string;
  /** What was measured, e.g. `p50`, `requests`. */
  readonly figure: string;
  readonly unit: string;
  readonly spread: Spread;
}

/** A quotient of two contenders, with what it has to reach, if anything. */
export interface Ratio {
  readonly what: string;
  readonly spread: Spread;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Whether it was measured under another load than was asked for: then it meets no target. */
  readonly invalid?: boolean;
}

export interface PartReport {
  readonly rows: readonly Row[];
  readonly ratios: readonly Ratio[];
  /** Of what was measured and of what measured. */
  readonly versions: Versions;
  /** Rivals that could not be measured, and why. */
  readonly missing?: Readonly<Record<string, string>>;
  /** What the figures do not say: under which conditions they were taken, checks that held. */
  readonly notes: readonly string[];
}

export interface BenchOptions {
  /** Rounds of each comparison. */
  readonly rounds: number;
  /** Smaller and shorter, to try the bench itself; its figures are for nobody. */
  readonly quick: boolean;
  /** Says what is being done. */
  readonly say: (line: string) => void;
}

export interface BenchPart {
  readonly run: (options: BenchOptions) => Promise<PartReport>;
}

/** @param values one per round */
export function row(
  work: string,
  contender: string,
  figure: string,
  unit: string,
  values: readonly number[],
): Row {
  return { work, contender, figure, unit, spread: spread(values) };
}

/** `undefined` where it has no target. Judged by the median. */
export function met({ spread: { median }, atLeast, atMost, invalid }: Ratio): boolean | undefined {
  if (atLeast === undefined && atMost === undefined) return undefined;
  if (invalid === true) return false;
  return median >= (atLeast ?? -Infinity) && median <= (atMost ?? Infinity);
}

export function describeMachine(): Record<string, string | number> {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  return {
    commit: git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : ' and changes'),
    node: process.version,
    processor: os.cpus()[0]?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()}`,
    load: os
      .loadavg()
      .map((load) => load.toFixed(1))
      .join(' '),
  };
}

/** Tables for a terminal and for Markdown alike. */
export function printed(part: string, { rows, ratios, versions, missing = {}, notes }: PartReport): string {
  const figures = rows.map(({ work, contender, figure, unit, spread: { median, lowest, highest } }) => [
    work,
    contender,
    figure,
    `${short(median)} ${unit}`,
    `${short(lowest)}–${short(highest)}`,
  ]);
  const quotients = ratios.map((ratio) => [
    ratio.what,
    `${short(ratio.spread.median)}×`,
    `${short(ratio.spread.lowest)}–${short(ratio.spread.highest)}`,
    wanted(ratio),
    verdict(ratio),
  ]);
  const sections = [`## ${part}`];
  if (figures.length > 0) {
    sections.push(table(['work', 'who', 'figure', 'median', 'lowest–highest'], figures));
  }
  if (quotients.length > 0) {
    sections.push(table(['ratio', 'median', 'lowest–highest', 'wanted', ''], quotients));
  }
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const without = Object.entries(missing).map(([rival, why]) => `${rival} is MISSING, not measured: ${why}`);
  const lines = [...without, ...notes, `versions: ${used.join(', ')}`];
  sections.push(lines.map((line) => `- ${line}`).join('\n'));
  return sections.join('\n\n');
}

function wanted({ atLeast, atMost }: Ratio): string {
  if (atLeast !== undefined) return `≥ ${atLeast}×`;
  return atMost === undefined ? '' : `≤ ${atMost}×`;
}

function verdict(ratio: Ratio): string {
  if (ratio.invalid === true) return 'INVALID';
  return { true: 'met', false: 'NOT met', undefined: '' }[
    String(met(ratio)) as 'true' | 'false' | 'undefined'
  ];
}

/** Three significant digits, thousands grouped. */
function short(value: number): string {
  if (Number.isNaN(value)) return 'n/a';
  return new Intl.NumberFormat('en', { maximumSignificantDigits: value >= 1_000 ? 4 : 3 }).format(value);
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  const drawn = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [drawn(head), rule, ...lines.map(drawn)].join('\n');
}
