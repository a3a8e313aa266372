import type { RedisModuleOptions } from '@liaoliaots/nestjs-redis';

import type { RedisSettings } from '../settings/redis.settings.js';

/** Longest wait for the answer to one command. A reader's own deadline is usually much shorter. */
const COMMAND_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 1_000;
/** Between attempts to connect: short at first, and never so long that a Redis which is back is not noticed. */
const RETRY_STEP_MS = 100;
const RETRY_MAX_MS = 1_000;
const KEEP_ALIVE_MS = 30_000;

/** One connection: its namespace, which is also what logs call it, and its database. */
export interface NamedDatabase {
  readonly namespace: 'assets' | 'users' | 'assets and users';
  readonly db: number;
}

/** A connection for assets and one for users where their databases differ, else one for both. */
export function namedDatabases({ ASSET_FS_DB, USER_FS_DB }: RedisSettings): readonly NamedDatabase[] {
  return ASSET_FS_DB === USER_FS_DB
    ? [{ namespace: 'assets and users', db: ASSET_FS_DB }]
    : [
        { namespace: 'assets', db: ASSET_FS_DB },
        { namespace: 'users', db: USER_FS_DB },
      ];
}

/**
 * Options of all connections: nothing waits for a server that is away, and nothing is sent twice.
 *
 * @throws Error where `REDIS_IP` is unset
 */
export function redisModuleOptions(settings: RedisSettings): RedisModuleOptions {
  const { REDIS_IP: host, REDIS_PORT: port, REDIS_USERNAME: username, REDIS_PASSWORD: password } = settings;
  if (host === undefined) throw new Error('Redis is asked for, but REDIS_IP is unset');
  return {
    // RedisConnections does these.
    closeClient: false,
    readyLog: false,
    errorLog: false,
    commonOptions: {
      host,
      port,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      // Both need more permissions than reading features does; RedisConnection has its own check.
      enableReadyCheck: false,
      disableClientInfo: true,
      enableAutoPipelining: true,
      commandTimeout: COMMAND_TIMEOUT_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      // A server that hangs does not answer the end of a connection either.
      disconnectTimeout: 100,
      keepAlive: KEEP_ALIVE_MS,
      retryStrategy: (attempt) => Math.min(attempt * RETRY_STEP_MS, RETRY_MAX_MS),
    },
    config: namedDatabases(settings).map(({ namespace, db }) => ({ namespace, db })),
  };
}
