import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';

import { Clock } from '../clock.js';
import { FeatureCatalogue } from '../feature-store/feature-catalogue.js';
import type { FeatureValues } from '../feature-store/feature-column.js';
import { FeatureStore } from '../feature-store/feature-store.js';
import { Problem } from '../problems/problem.js';
import { UserIndex, type UserRecord } from '../retrieval/user-index.js';
import { RequestSettings } from '../settings/request.settings.js';
import { StoreError } from '../store-error.js';
import { Metrics } from '../telemetry/metrics.js';
import { StateLog } from '../telemetry/state-log.js';
import type { DegradedPart, RecommendationRequest } from './recommendation.js';
import { StoreBreaker } from './store-breaker.js';
import type { Viewer } from './viewer.js';

export interface ReadViewer {
  readonly viewer: Viewer;
  readonly degraded: readonly DegradedPart[];
}

/** A read that misses its few milliseconds now and then is counted, and no news. */
const SAID_AFTER = 5;

const NOBODY: UserRecord = { country: null, blacklist: [] };

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

  /** @throws Problem `blacklist_unavailable` when the user index fails and `SERVE_WITHOUT_BLACKLIST` is false */
  async read(request: RecommendationRequest): Promise<ReadViewer> {
    const degraded: DegradedPart[] = [];
    const { userId } = request;
    const [user, stored] =
      userId === null
        ? [NOBODY, this.catalogue.missingUser]
        : await Promise.all([
            orMissing(this.#users.read(userId), () => degraded.push('blacklist')),
            orMissing(this.#features.read(userId), () => degraded.push('user_features')),
          ]);
    if (degraded.includes('blacklist') && !this.settings.SERVE_WITHOUT_BLACKLIST) {
      throw new Problem('blacklist_unavailable', 'The user index does not answer.', { retryAfterSeconds: 1 });
    }
    const { country, blacklist } = user ?? NOBODY;
    const context = { userId, country: request.country ?? country, now: this.clock.now() };
    const features = this.catalogue.viewerValues(context, stored ?? this.catalogue.missingUser);
    return { viewer: { ...context, blacklist, excludeIds: request.excludeIds, features }, degraded };
  }

  onModuleDestroy(): void {
    this.#users.close();
    this.#features.close();
  }
}

/** `undefined`, said to `missing`, where a store failed; any other error passes. */
async function orMissing<T>(read: Promise<T>, missing: () => void): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    missing();
    return undefined;
  }
}
