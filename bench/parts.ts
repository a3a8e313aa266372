import type { BenchPart } from './report.js';

interface ListedPart {
  /** What it measures, in a line. */
  readonly about: string;
  /** Rounds of each comparison, unless others are asked for. */
  readonly rounds: number;
  /** About how long it takes with these, once everything is loaded. */
  readonly minutes: number;
  /** Loaded when asked for: a part may need what the others do not. */
  readonly load: () => Promise<{ part: BenchPart }>;
}

export const PARTS: Readonly<Record<string, ListedPart>> = {
  ranking: {
    about: 'one request scored, beside LightGBM, its compilers and the plain walk; and a pool prepared',
    rounds: 5,
    minutes: 10,
    load: () => import('./ranking/ranking.part.js'),
  },
  request: {
    about:
      'a recommendation over HTTP with both stores, beside a server that only does the reads it cannot avoid',
    rounds: 3,
    minutes: 19,
    load: () => import('./request/request.part.js'),
  },
  embedded: {
    about: 'a recommendation over HTTP on the embedded stores, beside a constant with the same validation',
    rounds: 3,
    minutes: 9,
    load: () => import('./embedded/embedded.part.js'),
  },
  growth: {
    about: 'the same request with more assets, longer blacklists, more candidates; memory of the pools',
    rounds: 3,
    minutes: 24,
    load: () => import('./growth/growth.part.js'),
  },
  cold: {
    about: 'process start until ready and first answered; the first request of a country',
    rounds: 7,
    minutes: 2,
    load: () => import('./cold/cold.part.js'),
  },
  import: {
    about: 'assets and features by the command line, beside the bulk helper and ioredis with parsed input',
    rounds: 3,
    minutes: 10,
    load: () => import('./import/import.part.js'),
  },
};

/** For `--help`. */
export function partsListed(): string {
  const lines = Object.entries(PARTS).map(
    ([name, { about, rounds, minutes }]) =>
      `  ${name.padEnd(9)} ${about} (${rounds} rounds, about ${minutes} min)`,
  );
  return `\nParts:\n${lines.join('\n')}`;
}
