import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';

import { Clock } from '../clock.js';
import { FeatureCatalogue } from '../feature-store/feature-catalogue.js';
import type { FeatureValues } from '../feature-store/feature-column.js';
import type { ViewerWithFeatures } from '../feature-store/feature.js';
import { FeatureStore } from '../feature-store/feature-store.js';
import { Problem } from '../problems/problem.js';
import { Blacklist } from '../retrieval/blacklist.js';
import { UserIndex, type UserRecord } from '../retrieval/user-index.js';
import { RequestSettings } from '../settings/request.settings.js';
import { StoreError } from '../store-error.js';
import { Metrics } from '../telemetry/metrics.js';
import { StateLog } from '../telemetry/state-log.js';
import type { DegradedPart, RecommendationRequest } from './recommendation.js';
import { StoreBreaker } from './store-breaker.js';

/** What a read gave, and what is to be said of it. */
export interface Known<T> {
  readonly value: T;
  readonly degraded: readonly DegradedPart[];
}

/** The reads of one viewer, both under way. Whoever waits for one of them only does not leave the other unhandled. */
export interface ViewerReads {
  /**
   * Country and blacklist; those of nobody where the user index fails or has none.
   * Rejects with Problem `blacklist_unavailable` where it fails and `SERVE_WITHOUT_BLACKLIST` is false.
   */
  readonly record: Promise<Known<UserRecord>>;
  /** The viewer as one of a country, with features; stored ones missing where the store fails or has none. */
  readonly of: (country: string | null) => Promise<Known<ViewerWithFeatures>>;
}

/** A read that misses its few milliseconds now and then is counted, and no news. */
const SAID_AFTER = 5;

const NOBODY: UserRecord = { country: null, blacklist: Blacklist.EMPTY };

/** Reads what is known of the viewer: user index and feature store in parallel, each at its own risk. */
@Injectable()
export class ViewerReader implements OnModuleDestroy {
  readonly #users: StoreBreaker<UserRecord | null>;
  readonly #features: StoreBreaker<FeatureValues>;

  constructor(
    userIndex: UserIndex,
    featureStore: FeatureStore,
    private readonly catalogue: FeatureCatalogue,
    private readonly settings: RequestSettings,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    const logger = new Logger('Viewer');
    const timeoutMs = settings.USER_READ_TIMEOUT_MS;
    this.#users = new StoreBreaker({
      store: 'user_index',
      timeoutMs,
      read: (id, signal) => userIndex.find(id, signal),
      log: new StateLog('user index', logger, clock, SAID_AFTER),
      metrics,
    });
    this.#features = new StoreBreaker({
      store: 'user_features',
      timeoutMs,
      read: (id, signal) => featureStore.readUser(id, signal),
      log: new StateLog('user features', logger, clock, SAID_AFTER),
      metrics,
    });
  }

  /** Starts both reads. */
  read({ userId }: RecommendationRequest): ViewerReads {
    const now = this.clock.now();
    const record = this.#record(userId);
    const features = this.#storedFeatures(userId);
    record.catch(() => undefined);
    features.catch(() => undefined);
    return {
      record,
      of: async (country) => {
        const { value, degraded } = await features;
        const context = { userId, country, now };
        return { value: { ...context, features: this.catalogue.viewerValues(context, value) }, degraded };
      },
    };
  }

  async #record(userId: string | null): Promise<Known<UserRecord>> {
    if (userId === null) return { value: NOBODY, degraded: [] };
    try {
      return { value: (await this.#users.read(userId)) ?? NOBODY, degraded: [] };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (this.settings.SERVE_WITHOUT_BLACKLIST) return { value: NOBODY, degraded: ['blacklist'] };
      throw new Problem('blacklist_unavailable', 'The user index does not answer.', { retryAfterSeconds: 1 });
    }
  }

  async #storedFeatures(userId: string | null): Promise<Known<FeatureValues>> {
    if (userId === null) return { value: this.catalogue.missingUser, degraded: [] };
    try {
      return { value: await this.#features.read(userId), degraded: [] };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { value: this.catalogue.missingUser, degraded: ['user_features'] };
    }
  }

  onModuleDestroy(): void {
    this.#users.close();
    this.#features.close();
  }
}
