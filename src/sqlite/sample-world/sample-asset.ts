import type { AssetDocument } from '../../retrieval/documents.js';
import { CATEGORIES } from './categories.js';
import { COUNTRIES, COUNTRY_WEIGHTS } from './countries.js';
import { cumulative, Random } from './random.js';

export const DAY_MS = 86_400_000;

/** An asset of the sample world, with what nobody but the world knows of it. */
export interface SampleAsset {
  readonly id: string;
  /** Days from the world's day to its creation: negative in the past, `null` without a date. */
  readonly created: number | null;
  readonly countries: readonly string[];
  readonly status: string | null;
  /** Index into {@link CATEGORIES}; `null` without a category. */
  readonly primary: number | null;
  readonly secondary: number | null;
  /** How good it is, mean 0, deviation 1. */
  readonly quality: number;
  /** How sought it is, mean 0, deviation 1. */
  readonly appeal: number;
}

const STATUSES: Readonly<Record<string, number>> = {
  approved: 85,
  pending: 6,
  rejected: 4,
  archived: 2,
  '': 3,
};
const byStatus = cumulative(Object.values(STATUSES));
const byCountry = cumulative(Object.values(COUNTRY_WEIGHTS));
const byCategory = cumulative(CATEGORIES.map(({ weight }) => weight));

export function sampleAssets(seed: number, count: number): SampleAsset[] {
  const random = new Random(seed, 1);
  const offset = random.below(90_000_000);
  return Array.from({ length: count }, (_, i) => sampleAsset(random, eightDigits(offset, i)));
}

/** Different for different `i`: the factor and 90,000,000 have no divisor in common. */
function eightDigits(offset: number, i: number): string {
  return String(10_000_000 + ((offset + i * 7_654_321) % 90_000_000));
}

function sampleAsset(random: Random, id: string): SampleAsset {
  const quality = random.normal();
  const country = COUNTRIES[random.weighted(byCountry)] ?? '';
  const second = COUNTRIES[random.weighted(byCountry)] ?? '';
  const shares = random.chance(0.05) && second !== country;
  const primary = random.weighted(byCategory);
  const secondary = random.weighted(byCategory);
  return {
    id,
    created: created(random),
    countries: random.chance(0.01) ? [] : shares ? [country, second] : [country],
    status: Object.keys(STATUSES)[random.weighted(byStatus)] || null,
    primary: random.chance(0.01) ? null : primary,
    secondary: random.chance(0.3) || secondary === primary ? null : secondary,
    quality,
    appeal: 0.3 * quality + 0.95 * random.normal(),
  };
}

/** Two years of history, half of it in the last six months; some announced, some without a date. */
function created(random: Random): number | null {
  const kind = random.next();
  if (kind < 0.02) return null;
  if (kind < 0.045) return random.between(1, 45);
  return -730 * random.next() ** 2 - 0.01;
}

/** @param day the world's day, milliseconds since the epoch */
export function assetDocument(asset: SampleAsset, day: number): AssetDocument {
  const { created: days, countries, status, primary, secondary } = asset;
  return {
    video_id: asset.id,
    ...(days !== null && { creation_date: new Date(day + Math.round(days * 86_400) * 1_000).toISOString() }),
    ...(countries.length > 0 && { production_country: countries.length > 1 ? countries : countries[0] }),
    ...(status !== null && { moderation_status: status }),
    ...(primary !== null && { primary_category: CATEGORIES[primary]?.name }),
    ...(secondary !== null && { secondary_category: CATEGORIES[secondary]?.name }),
  };
}
