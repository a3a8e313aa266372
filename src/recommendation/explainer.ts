import { Injectable } from '@nestjs/common';

import type { ViewerFeatures } from '../ranking/ranker.js';
import type { PreparedPool } from './prepared-pool.js';
import { viewerFeatures } from './ranked.js';
import type { ItemExplanation, RecommendedItem } from './recommendation.js';
import type { Viewer } from './viewer.js';

/**
 * Says of the items of an answer where their raw scores come from. One item at a time over all requests, in short
 * turns: explaining is slow beside ranking, and viewers go first.
 */
@Injectable()
export class Explainer {
  #last: Promise<unknown> = Promise.resolve();

  /** @param pools those that the items were ranked in */
  async explain(
    items: readonly RecommendedItem[],
    pools: readonly PreparedPool[],
    viewer: Viewer,
  ): Promise<RecommendedItem[]> {
    const features = new Map<PreparedPool, ViewerFeatures>();
    const explained: RecommendedItem[] = [];
    for (const item of items) {
      const pool = pools.find(({ indexOf }) => indexOf.has(item.videoId));
      if (pool === undefined) throw new Error(`${item.videoId} is in none of the pools`);
      const own = features.get(pool) ?? viewerFeatures(pool, viewer);
      features.set(pool, own);
      explained.push({ ...item, explanation: await this.#inTurn(() => explainItem(item, pool, own)) });
    }
    return explained;
  }

  #inTurn(work: () => Promise<ItemExplanation>): Promise<ItemExplanation> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
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
