import { CATEGORIES } from './categories.js';
import type { SampleAsset } from './sample-asset.js';
import type { SampleUser } from './sample-user.js';

/** Age that an asset without a date is taken to have, in days. */
const UNKNOWN_AGE = 400;

/**
 * Probability that the user watches the asset to the end. What features can say of it: the asset's quality
 * (`prob_asset_watch`), the user's patience and devotion (`prob_user_watch`, `user_vv`), and that both bend the taste
 * for categories; that the devoted prefer the little-known and the others what everybody watches (`video_vv`); that
 * some categories spoil (`age_days`) and have their hour (`hour_of_day`); that home is closer (`country_match`).
 *
 * @param day days from the world's day, of the view
 * @param hour UTC, 0..23
 */
export function completionProbability(
  user: SampleUser,
  asset: SampleAsset,
  day: number,
  hour: number,
): number {
  const devotion = Math.tanh(1.2 * user.devotion);
  const patience = Math.tanh(1.2 * user.patience);
  let logOdds = -1.5 + 0.75 * asset.quality + 0.8 * user.patience;
  logOdds += (asset.appeal - 0.3) * (0.1 - 0.5 * devotion);
  if (user.country !== null && asset.countries.includes(user.country)) logOdds += 0.3;
  const category = asset.primary === null ? undefined : CATEGORIES[asset.primary];
  if (category !== undefined) {
    const age = asset.created === null ? UNKNOWN_AGE : Math.max(day - asset.created, 0);
    logOdds += category.ease + category.devoted * devotion + category.patient * patience;
    logOdds -= category.spoils * Math.log1p(age / 3);
    logOdds += 0.5 * Math.cos(((hour - category.hour) * Math.PI) / 12);
  }
  return 1 / (1 + Math.exp(-logOdds));
}
