import type { WorldOptions } from '../world/world.js';

/** One thing that grows: its sizes, the smallest first. */
export interface Growth {
  readonly of: string;
  readonly sizes: readonly {
    readonly name: string;
    readonly count: number;
    readonly world: WorldOptions;
    readonly settings?: Readonly<Record<string, string>>;
  }[];
  /** What the p99 of the largest may be of the smallest's. */
  readonly atMost?: number;
}

/** To try the bench itself one growth in a small world is enough. */
export function growths(quick: boolean): readonly Growth[] {
  const candidates = growthOfCandidates(quick ? 10_000 : 100_000);
  return quick ? [candidates] : [ASSETS, BLACKLISTS, candidates];
}

const ASSETS: Growth = {
  of: 'assets',
  sizes: [
    { name: '10 k', count: 10_000, world: { assets: 10_000 } },
    { name: '100 k', count: 100_000, world: { assets: 100_000 } },
    { name: '1 M', count: 1_000_000, world: { assets: 1_000_000 } },
  ],
  atMost: 1.3,
};

const BLACKLISTS: Growth = {
  of: 'blacklisted ids',
  sizes: [10, 100, 1_000, 10_000].map((count) => ({
    name: count.toLocaleString('en'),
    count,
    world: { assets: 100_000, users: 500, blacklist: count },
  })),
};

function growthOfCandidates(assets: WorldOptions['assets']): Growth {
  return {
    of: 'candidates',
    sizes: [100, 300, 1_000, 3_000].map((count) => ({
      name: count.toLocaleString('en'),
      count,
      world: { assets },
      settings: { CANDIDATES_TO_RETRIEVE: String(count) },
    })),
  };
}
