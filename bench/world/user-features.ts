import { smoothedRate, SMOOTHING_VIEWS } from '../../src/feature-store/smoothed-rate.js';
import { Random } from '../../src/sqlite/sample-world/random.js';
import type { SampleUser } from '../../src/sqlite/sample-world/sample-user.js';

export type UserFeatures = Readonly<Record<'prob_user_watch' | 'user_vv', string>>;

const PRIOR = 0.2;
const SEED = 5;
const WITHOUT_RECORD = 0.05;

/** What the feature store holds of a user, as text; `null` where it has no record. The same for a user every time. */
export function userFeatures(user: SampleUser): UserFeatures | null {
  const random = new Random(SEED, Number(user.id));
  if (random.chance(WITHOUT_RECORD)) return null;
  const views = Math.floor(Math.exp(3.5 + 1.1 * user.devotion)) + 1;
  const completed = Math.round(views / (1 + Math.exp(1.4 - 0.8 * user.patience)));
  return {
    prob_user_watch: String(smoothedRate(completed, views, SMOOTHING_VIEWS.user, PRIOR)),
    user_vv: String(views),
  };
}
