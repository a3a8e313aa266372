import { Injectable } from '@nestjs/common';

import { Clock } from '../clock.js';
import type { ViewerFeatures } from '../ranking/ranker.js';
import type { PreparedPool } from './prepared-pool.js';
import { viewerFeatures } from './ranked.js';
import type { ItemExplanation, RecommendedItem } from './recommendation.js';
import type { Viewer } from './viewer.js';

/** Answers that are explained at a time, those that wait for their turn included. */
const MOST_AT_ONCE = 4;
/** The longest for the items of one answer, waiting included. */
const MOST_MS = 10_000;

/**
 * Says of the items of an answer where their raw scores come from. One item at a time over all requests, in short
 * turns: explaining is slow beside ranking, and viewers go first. For the same reason it is bounded: what comes on
 * top of a few, takes too long or is for nobody any more is said to be unavailable, and the answer is given.
 */
@Injectable()
export class Explainer {
  #last: Promise<unknown> = Promise.resolve();
  #atOnce = 0;

  constructor(private readonly clock: Clock) {}

  /**
   * @param pools those that the items were ranked in
   * @param gone aborted when nobody waits for the answer any more
   */
  async explain(
    items: readonly RecommendedItem[],
    pools: readonly PreparedPool[],
    viewer: Viewer,
    gone?: AbortSignal,
  ): Promise<RecommendedItem[]> {
    if (this.#atOnce >= MOST_AT_ONCE) {
      const unavailable = `${MOST_AT_ONCE} other answers are being explained: ask again`;
      return items.map((item) => ({ ...item, explanation: { ranker: rankerOf(item, pools), unavailable } }));
    }
    this.#atOnce += 1;
    try {
      return await this.#explainAll(items, pools, viewer, gone);
    } finally {
      this.#atOnce -= 1;
    }
  }

  async #explainAll(
    items: readonly RecommendedItem[],
    pools: readonly PreparedPool[],
    viewer: Viewer,
    gone: AbortSignal | undefined,
  ): Promise<RecommendedItem[]> {
    const until = this.clock.now() + MOST_MS;
    const features = new Map<PreparedPool, ViewerFeatures>();
    const explained: RecommendedItem[] = [];
    for (const item of items) {
      const pool = poolOf(item, pools);
      const own = features.get(pool) ?? viewerFeatures(pool, viewer);
      features.set(pool, own);
      const explanation = await this.#inTurn(() => {
        const left = this.#whyLeft(until, gone);
        if (left === undefined) return explainItem(item, pool, own);
        return Promise.resolve({ ranker: pool.ranker.model.name, unavailable: left });
      });
      explained.push({ ...item, explanation });
    }
    return explained;
  }

  #whyLeft(until: number, gone: AbortSignal | undefined): string | undefined {
    if (gone?.aborted === true) return 'nobody waits for it any more';
    return this.clock.now() < until ? undefined : 'explaining took too long: ask for fewer items';
  }

  #inTurn(work: () => Promise<ItemExplanation>): Promise<ItemExplanation> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

function rankerOf(item: RecommendedItem, pools: readonly PreparedPool[]): string {
  return poolOf(item, pools).ranker.model.name;
}

function poolOf({ videoId }: RecommendedItem, pools: readonly PreparedPool[]): PreparedPool {
  const pool = pools.find(({ indexOf }) => indexOf.has(videoId));
  if (pool === undefined) throw new Error(`${videoId} is in none of the pools`);
  return pool;
}

async function explainItem(
  { videoId }: RecommendedItem,
  { indexOf, ranker, ranking }: PreparedPool,
  viewer: ViewerFeatures,
): Promise<ItemExplanation> {
  const { name } = ranker.model;
  const explained =
    (await ranking.explain?.(viewer, indexOf.get(videoId) ?? NaN)) ??
    `the ranker ${name} does not explain itself`;
  if (typeof explained === 'string') return { ranker: name, unavailable: explained };
  return { ranker: name, ...explained };
}
