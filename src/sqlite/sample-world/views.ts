import { completionProbability } from './completion.js';
import { COUNTRIES } from './countries.js';
import { cumulative, Random } from './random.js';
import type { SampleAsset } from './sample-asset.js';
import type { SampleUser } from './sample-user.js';

/** One user watched one asset, to the end or not. */
export interface View {
  readonly user: SampleUser;
  readonly asset: SampleAsset;
  /** Whole days from the world's day; the hour (UTC) is beside it. */
  readonly day: number;
  readonly hour: number;
  readonly completed: boolean;
}

/** When people watch: share of each hour (UTC), before scaling. */
const byHour = cumulative([6, 4, 3, 2, 2, 2, 3, 4, 5, 5, 5, 6, 7, 7, 6, 6, 7, 8, 10, 12, 13, 12, 10, 8]);

/** What users without a country find in front of them. */
const ANYWHERE = '';

/**
 * Everything that was watched from one day up to another (excluded), day by day. A day's views depend on the world
 * and the day alone, not on where one starts.
 */
export function* sampleViews(
  seed: number,
  assets: readonly SampleAsset[],
  users: readonly SampleUser[],
  from: number,
  to: number,
): Generator<View> {
  const approved = assets.filter(({ status }) => status === 'approved');
  for (let day = from; day < to; day++) {
    const random = new Random(seed, 3, day);
    const released = approved.filter(({ created }) => created === null || created < day);
    const drawing = released.map((asset) => drawn(asset, day));
    const shelves = new Map(
      [ANYWHERE, ...COUNTRIES].map((country) => [country, shelf(released, drawing, country)]),
    );
    for (const user of users) {
      if (user.joined > day) continue;
      const found = shelves.get(user.country ?? ANYWHERE);
      if (found === undefined) continue;
      for (let left = random.around(viewsPerDay(user) * random.between(0, 2)); left > 0; left--) {
        const asset = released[random.weighted(found)];
        if (asset === undefined) continue;
        const hour = random.weighted(byHour);
        const completed = random.chance(completionProbability(user, asset, day + hour / 24, hour));
        yield { user, asset, day, hour, completed };
      }
    }
  }
}

function viewsPerDay({ devotion }: SampleUser): number {
  return Math.exp(0.6 + 0.9 * devotion);
}

/** How much an asset draws on a day: the sought and the recent more. */
function drawn({ appeal, created }: SampleAsset, day: number): number {
  return Math.exp(appeal) / (1 + (day - (created ?? -400)) / 30);
}

/** What a country's viewers come across: what draws, and more of their own. */
function shelf(assets: readonly SampleAsset[], drawing: readonly number[], country: string): Float64Array {
  return cumulative(
    assets.map(({ countries }, i) => (drawing[i] ?? 0) * (countries.includes(country) ? 6 : 0.3)),
  );
}
