import { RedisService } from '@liaoliaots/nestjs-redis';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

import { Clock } from '../clock.js';
import { RedisSettings } from '../settings/redis.settings.js';
import { StateLog } from '../telemetry/state-log.js';
import { RedisConnection } from './redis-connection.js';
import { namedDatabases } from './redis-options.js';

/** A start waits no longer than this for Redis, and goes on without it. */
const START_WAIT_MS = 1_000;

/**
 * The connections to the feature store. Redis being away never fails a start; that it is, and that it is back,
 * is logged on change and once a minute.
 */
@Injectable()
export class RedisConnections implements OnModuleInit, OnApplicationShutdown {
  readonly assets: RedisConnection;
  readonly users: RedisConnection;
  /** Each connection once. */
  readonly all: readonly RedisConnection[];

  constructor(redis: RedisService, settings: RedisSettings, clock: Clock) {
    const logger = new Logger('Redis');
    const prefixes = [settings.ASSET_KEY_PREFIX, settings.USER_KEY_PREFIX] as const;
    const connect = (namespace: string, prefix: string) =>
      new RedisConnection(
        redis.getOrThrow(namespace),
        `${prefix}upnext:probe`,
        new StateLog(`redis (${namespace})`, logger, clock),
      );
    const [first, second] = namedDatabases(settings).map(({ namespace }, index) =>
      connect(namespace, prefixes[index] ?? ''),
    );
    if (first === undefined) throw new Error('no database of Redis is configured');
    this.assets = first;
    this.users = second ?? first;
    this.all = [...new Set([this.assets, this.users])];
  }

  async onModuleInit(): Promise<void> {
    await Promise.all(this.all.map((connection) => connection.open(START_WAIT_MS)));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.all.map((connection) => connection.close()));
  }
}
