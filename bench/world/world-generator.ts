import { sampleAssets, type SampleAsset } from '../../src/sqlite/sample-world/sample-asset.js';
import { sampleUsers, type SampleUser } from '../../src/sqlite/sample-world/sample-user.js';

/** Changes with what is generated: loaded stores of another version are not used again. */
export const GENERATOR_VERSION = 1;
const SEED = 7;

/**
 * Assets of the world: about 20 countries, a few of them large, one asset in twenty of two, one in a hundred of none;
 * 85 % approved; two years of history, half of it in the last six months, 2.5 % announced for later, 2 % undated.
 */
export function worldAssets(count: number): SampleAsset[] {
  return sampleAssets(SEED, count);
}

/** Users of the world, of the same countries in the same shares, 3 % of none. */
export function worldUsers(count: number): SampleUser[] {
  return sampleUsers(SEED, count);
}
