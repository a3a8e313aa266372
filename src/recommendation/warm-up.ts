import { setTimeout as pause } from 'node:timers/promises';

import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

import { Problem } from '../problems/problem.js';
import { PreparedPools } from './prepared-pools.js';
import { RecommendationPipeline } from './recommendation.pipeline.js';

/** Enough that connections are open and the code has been compiled; a few milliseconds in all. */
const REHEARSALS = 20;
const WAIT_MS = 25;
/** Nobody's id: the stores are asked for it, and have nothing. */
const NOBODY = 'upnext-warm-up';

/**
 * Rehearses requests once the global pool is there, so that the first viewer does not pay for connections and
 * compilation, nor goes without the blacklist because they took longer than a read may.
 */
@Injectable()
export class WarmUp implements OnApplicationBootstrap, OnModuleDestroy {
  #done = false;
  #ended = false;

  constructor(
    private readonly pools: PreparedPools,
    private readonly pipeline: RecommendationPipeline,
  ) {}

  /** Whether the service may be sent viewers. Stores that fail do not hold it back. */
  get done(): boolean {
    return this.#done;
  }

  onApplicationBootstrap(): void {
    this.rehearse().catch((error: unknown) => {
      new Logger('WarmUp').error('the warm-up failed', error instanceof Error ? error.stack : error);
    });
  }

  onModuleDestroy(): void {
    this.#ended = true;
  }

  /** Resolves when the service is warm, or ends. */
  async rehearse(): Promise<void> {
    while (!this.pools.warm) {
      if (this.#ended) return;
      await pause(WAIT_MS);
    }
    const request = { userId: NOBODY, country: null, limit: 10, excludeIds: [] };
    try {
      for (let i = 0; i < REHEARSALS && !this.#ended; i++) await this.pipeline.recommend(request);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    } finally {
      this.#done = true;
    }
  }
}
