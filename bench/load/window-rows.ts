import { type Ratio, row, type Row } from '../report.js';
import { ratios, spread } from '../measure.js';
import type { Window } from './under-load.js';
import { late } from './vegeta.js';

/** Figures of one server under one load. Answers per second only where the callers make the rate. */
export function windowRows(load: string, server: string, windows: readonly Window[]): Row[] {
  const of = (figure: string, unit: string, value: (window: Window) => number) =>
    row(load, server, figure, unit, windows.map(value));
  const closed = windows.every(({ asked }) => asked === undefined);
  return [
    of('p50', 'ms', ({ p50 }) => p50),
    of('p99', 'ms', ({ p99 }) => p99),
    ...(closed ? [of('answers', '/s', ({ throughput }) => throughput)] : []),
    of('processor time per request', 'ms', ({ cpuMs }) => cpuMs),
  ];
}

/** A figure of one server over another's, round by round; invalid where either was under another load than asked for. */
export function windowRatio(
  what: string,
  above: readonly Window[],
  below: readonly Window[],
  figure: (window: Window) => number,
  target: Pick<Ratio, 'atLeast' | 'atMost'> = {},
): Ratio {
  return {
    what,
    spread: spread(ratios(above.map(figure), below.map(figure))),
    invalid: [...above, ...below].some(late),
    ...target,
  };
}
