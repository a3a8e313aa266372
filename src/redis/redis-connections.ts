import { ClusterService, RedisService } from '@liaoliaots/nestjs-redis';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

import { Clock } from '../clock.js';
import { RedisSettings } from '../settings/redis.settings.js';
import { StateLog } from '../telemetry/state-log.js';
import { ClusterHashes } from './cluster-hashes.js';
import { probeKeys } from './probe-keys.js';
import { RedisConnection } from './redis-connection.js';
import type { RedisHashes } from './redis-hashes.js';
import { namedDatabases } from './redis-options.js';
import { SingleHashes } from './single-hashes.js';

/** A start waits no longer than this for Redis, and goes on without it. */
const START_WAIT_MS = 1_000;

/**
 * The connections to the feature store. Redis being away never fails a start; that it is, and that it is back,
 * is logged on change and once a minute.
 */
@Injectable()
export class RedisConnections implements OnModuleInit, OnApplicationShutdown {
  readonly assets: RedisHashes;
  readonly users: RedisHashes;
  /** Each database once. */
  readonly all: readonly RedisHashes[];

  constructor(redis: RedisService, cluster: ClusterService, settings: RedisSettings, clock: Clock) {
    const logger = new Logger('Redis');
    const prefixes = [settings.ASSET_KEY_PREFIX, settings.USER_KEY_PREFIX];
    const logOf = (part: string) => new StateLog(`redis (${part})`, logger, clock);
    const connect = (namespace: string, read: readonly string[]): RedisHashes => {
      const keys = [...new Set(read)].flatMap(probeKeys);
      return settings.REDIS_CLUSTER
        ? new ClusterHashes(cluster.getOrThrow(namespace), {
            probeKeys: keys,
            log: logOf(namespace),
            logOf: (node) => logOf(`${namespace}, node ${node}`),
          })
        : new SingleHashes(new RedisConnection(redis.getOrThrow(namespace), keys, logOf(namespace)));
    };
    const databases = namedDatabases(settings);
    const [first, second] = databases.map(({ namespace }, index) =>
      connect(namespace, databases.length === 1 ? prefixes : prefixes.slice(index, index + 1)),
    );
    if (first === undefined) throw new Error('no database of Redis is configured');
    this.assets = first;
    this.users = second ?? first;
    this.all = [...new Set([this.assets, this.users])];
  }

  async onModuleInit(): Promise<void> {
    await Promise.all(this.all.map((hashes) => hashes.open(START_WAIT_MS)));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.all.map((hashes) => hashes.close()));
  }
}
