import { setTimeout } from 'node:timers/promises';

import { Command, InvalidArgumentError } from 'commander';

import { FeatureStore } from '../feature-store/feature-store.js';
import { Problem } from '../problems/problem.js';
import { isId } from '../recommendation/dto/rules.js';
import { PreparedPools } from '../recommendation/prepared-pools.js';
import type { Recommendation } from '../recommendation/recommendation.js';
import { RecommendationPipeline } from '../recommendation/recommendation.pipeline.js';
import { UserIndex } from '../retrieval/user-index.js';
import { PoolSettings } from '../settings/pool.settings.js';
import { StoreError } from '../store-error.js';
import type { Act, CommandIo } from './command-io.js';
import { EXIT, type ExitCode, UsageError } from './exit-code.js';
import { itemDetails } from './recommend/item-details.js';
import { recommendationJson, recommendationTable, type Shown } from './recommend/recommendation-view.js';

export interface RecommendOptions {
  readonly user?: string;
  readonly country?: string;
  readonly limit: number;
  readonly explain?: boolean;
  readonly json?: boolean;
}

const TRIES = 5;
const TRY_AGAIN_MS = 300;

const HELP = `
Without --user the viewer is anonymous; without --country the user's own country serves, else all countries.
The list is made by the same modules as in the service. An empty embedded store is filled with the sample world.

With --explain contributions come from the ranker itself: of a LightGBM model they are the exact values of path-dependent
TreeSHAP (its pred_contrib), of the baseline its own terms. With the expected value they add up to the raw score.

Examples:
  npm run cli -- recommend --user 38073944 --country BR
  npm run cli -- recommend --user 38073944 --limit 3 --explain

Exit codes:
  0    answered
  1    answered, with a part missing (said below the table)
  2    no answer: wrong usage or settings, or no store with candidates`;

export function recommendCommand(act: Act): Command {
  return new Command('recommend')
    .description('show what a viewer gets, with the features behind it')
    .option('--user <id>', 'the viewer', userId)
    .option('--country <code>', 'two letters', country)
    .option('--limit <count>', 'how many videos, 1..100', limit, 10)
    .option('--explain', 'for each video, what every feature adds to its raw score')
    .option('--json', 'one JSON object instead of a table')
    .addHelpText('after', HELP)
    .action((options: RecommendOptions) => act((io) => recommend(io, options)));
}

/** What the service would answer, and why. */
export async function recommend(io: CommandIo, options: RecommendOptions): Promise<ExitCode> {
  const app = await io.open('serve');
  const waitMs = (await io.settings()).get(PoolSettings).POOL_BUILD_TIMEOUT_MS;
  const pools = app.get(PreparedPools, { strict: false });
  const userId = options.user ?? null;
  // Read ahead of the request: its own deadlines are for connections that are open and pools that are there.
  const user = userId === null ? null : await known(app.get(UserIndex, { strict: false }).find(userId));
  const features =
    userId === null ? null : await known(app.get(FeatureStore, { strict: false }).readUser(userId));
  const viewerCountry = options.country ?? user?.country ?? null;
  try {
    await pools.serve(viewerCountry, waitMs);
    const pipeline = app.get(RecommendationPipeline, { strict: false });
    const request = {
      userId,
      country: options.country ?? null,
      limit: options.limit,
      excludeIds: [],
      explain: options.explain,
    };
    const recommendation = await whenWarm(() => pipeline.recommend(request));
    const { pool } = await pools.serve(viewerCountry, waitMs);
    const details = await itemDetails(app, recommendation.items, pool);
    const shown: Shown = { userId, country: viewerCountry, features, recommendation, details };
    for (const line of options.json === true ? [recommendationJson(shown)] : recommendationTable(shown)) {
      io.out(line);
    }
    return recommendation.degraded.length === 0 ? EXIT.done : EXIT.partly;
  } catch (error) {
    if (error instanceof Problem) throw new UsageError(error.message);
    throw error;
  }
}

/** A process that has just started can miss the deadlines of a request: it gets some tries to answer whole. */
async function whenWarm(answer: () => Promise<Recommendation>): Promise<Recommendation> {
  for (let attempt = 1; ; attempt++) {
    const recommendation = await answer();
    if (recommendation.degraded.length === 0 || attempt === TRIES) return recommendation;
    await setTimeout(TRY_AGAIN_MS);
  }
}

/** `null` where the store does not answer: the recommendation itself says what is missing. */
async function known<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}

function userId(value: string): string {
  if (!isId(value)) throw new InvalidArgumentError('It must have 1 to 128 characters.');
  return value;
}

function country(value: string): string {
  if (!/^[A-Za-z]{2}$/.test(value)) throw new InvalidArgumentError('It must be two letters.');
  return value.toUpperCase();
}

function limit(value: string): number {
  const count = /^\d+$/.test(value) ? Number(value) : NaN;
  if (!(count >= 1 && count <= 100)) throw new InvalidArgumentError('It must be a whole number, 1..100.');
  return count;
}
