import { COUNTRIES } from '../../src/sqlite/sample-world/countries.js';
import { Random } from '../../src/sqlite/sample-world/random.js';
import type { SampleAsset } from '../../src/sqlite/sample-world/sample-asset.js';
import type { SampleUser } from '../../src/sqlite/sample-world/sample-user.js';

/** How many ids a user's blacklist has: evenly between the two, both included. */
export interface BlacklistLength {
  readonly min: number;
  readonly max: number;
}

const SEED = 6;
/** Newest assets of a country: about what its viewers have been shown lately. */
const SHELF = 2_000;

/**
 * Gives each user a blacklist: half of it of what is new in their country, so that it meets the candidates, the
 * rest of anything. No more than half of a shelf is ever taken.
 */
export class Blacklists {
  readonly #shelves = new Map<string | null, readonly string[]>();

  constructor(
    private readonly assets: readonly SampleAsset[],
    private readonly length: BlacklistLength,
  ) {
    if (length.min < 0 || length.max < length.min || length.max > assets.length / 2) {
      throw new RangeError(
        `blacklists of ${length.min} to ${length.max} ids do not go with ${assets.length} assets: at most half of them`,
      );
    }
    const approved = assets.filter(({ status, created }) => status === 'approved' && (created ?? 1) < 0);
    const newest = approved.sort((a, b) => (b.created ?? 0) - (a.created ?? 0));
    for (const country of [null, ...COUNTRIES]) {
      const own = country === null ? newest : newest.filter(({ countries }) => countries.includes(country));
      this.#shelves.set(
        country,
        own.slice(0, SHELF).map(({ id }) => id),
      );
    }
  }

  /** Different ids, the same ones for a user every time. */
  of(user: SampleUser): string[] {
    const random = new Random(SEED, Number(user.id));
    const { min, max } = this.length;
    const count = min + random.below(max - min + 1);
    const shelf = this.#shelves.get(user.country) ?? [];
    const seen = new Set<string>();
    const fromShelf = Math.min(Math.floor(count / 2), Math.floor(shelf.length / 2));
    while (seen.size < fromShelf) seen.add(shelf[random.below(shelf.length)] ?? '');
    while (seen.size < count) seen.add(this.assets[random.below(this.assets.length)]?.id ?? '');
    return [...seen];
  }
}
