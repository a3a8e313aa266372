import { COUNTRIES, COUNTRY_WEIGHTS } from './countries.js';
import { cumulative, Random } from './random.js';

/** A user of the sample world, with what nobody but the world knows of them. */
export interface SampleUser {
  readonly id: string;
  readonly country: string | null;
  /** How much they watch, mean 0, deviation 1. */
  readonly devotion: number;
  /** How readily they watch to the end, mean 0, deviation 1. */
  readonly patience: number;
  /** Days from the world's day to their first possible view. */
  readonly joined: number;
  /** Most ids that their blacklist takes. */
  readonly remembers: number;
}

/** The user that examples are about: watches a lot, to the end; documentaries, science and films. */
export const SAMPLE_USER_ID = '38073944';

const byCountry = cumulative(Object.values(COUNTRY_WEIGHTS));

export function sampleUsers(seed: number, count: number): SampleUser[] {
  const random = new Random(seed, 2);
  const offset = random.below(20_000_000);
  const users = Array.from({ length: count }, (_, i) => sampleUser(random, offset, i));
  return users.map((user, i) =>
    i === 0
      ? { id: SAMPLE_USER_ID, country: 'BR', devotion: 1.3, patience: 1.3, joined: -365, remembers: 40 }
      : user,
  );
}

function sampleUser(random: Random, offset: number, i: number): SampleUser {
  return {
    // From 40,000,000 on, so never the sample user's; the factor and 50,000,000 have no divisor in common.
    id: String(40_000_000 + ((offset + i * 6_543_211) % 50_000_000)),
    country: random.chance(0.03) ? null : (COUNTRIES[random.weighted(byCountry)] ?? null),
    devotion: random.normal(),
    patience: random.normal(),
    joined: joined(random),
    remembers: random.below(81),
  };
}

/** Most have long been there; a few come in these weeks, some only after the world's day. */
function joined(random: Random): number {
  const kind = random.next();
  if (kind < 0.04) return random.between(0, 7);
  if (kind < 0.14) return random.between(-60, 0);
  return -365;
}
