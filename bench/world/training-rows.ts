import { completionProbability } from '../../src/sqlite/sample-world/completion.js';
import { CATEGORIES } from '../../src/sqlite/sample-world/categories.js';
import { Random } from '../../src/sqlite/sample-world/random.js';
import { ASSET_FEATURES, assetFeatures } from './asset-features.js';
import { userFeatures } from './user-features.js';
import { worldAssets, worldUsers } from './world-generator.js';

const SEED = 8;
const ASSETS = 20_000;
const USERS = 5_000;
const ROWS = 150_000;
const USER_FEATURES = ['prob_user_watch', 'user_vv'] as const;

/** Views of the world as CSV with a header: the features as the service would read them, and whether it was completed. */
export function* trainingRows(): Generator<string> {
  const random = new Random(SEED);
  const assets = worldAssets(ASSETS).filter(({ created }) => created === null || created < 0);
  const users = worldUsers(USERS);
  yield `${[...ASSET_FEATURES, 'age_days', 'primary_category', 'secondary_category', ...USER_FEATURES, 'hour_of_day', 'completed'].join()}\n`;
  for (let row = 0; row < ROWS; row++) {
    const asset = assets[random.below(assets.length)];
    const user = users[random.below(users.length)];
    if (asset === undefined || user === undefined) continue;
    const stored = assetFeatures(asset);
    const viewer = userFeatures(user);
    const hour = random.below(24);
    const completed = random.chance(
      completionOf(completionProbability(user, asset, hour / 24, hour), stored),
    );
    yield `${[
      ...ASSET_FEATURES.map((name) => stored?.[name] ?? ''),
      asset.created === null ? '' : -asset.created,
      asset.primary === null ? '' : CATEGORIES[asset.primary]?.name,
      asset.secondary === null ? '' : CATEGORIES[asset.secondary]?.name,
      ...USER_FEATURES.map((name) => viewer?.[name] ?? ''),
      hour,
      Number(completed),
    ].join()}\n`;
  }
}

/** Long videos are watched to the end less, liked ones more. */
function completionOf(probability: number, stored: ReturnType<typeof assetFeatures>): number {
  const { duration_seconds = '400', likes = '0', video_vv = '0' } = stored ?? {};
  const liked = (Number(likes) + 1) / (Number(video_vv) + 40);
  const logOdds = Math.log(probability / (1 - probability));
  return 1 / (1 + Math.exp(-(logOdds - 0.4 * Math.log(Number(duration_seconds) / 400) + 3 * liked)));
}
