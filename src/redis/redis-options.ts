import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

import type { ClusterClientOptions, RedisClientOptions } from '@liaoliaots/nestjs-redis';

import type { RedisSettings } from '../settings/redis.settings.js';
import { READ_MS } from './answered-in-time.js';
import { type RedisNode, redisNodes } from './redis-nodes.js';

const CONNECT_TIMEOUT_MS = 1_000;
/** Between attempts to connect: short at first, and never so long that a Redis which is back is not noticed. */
const RETRY_STEP_MS = 100;
const RETRY_MAX_MS = 1_000;
const KEEP_ALIVE_MS = 30_000;
const PORT = 6_379;
const SENTINEL_PORT = 26_379;

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
 * What `REDIS_IP` names: servers of Redis or sentinels, with their ports.
 *
 * @throws Error where it is unset
 */
export function configuredNodes(settings: RedisSettings): readonly RedisNode[] {
  const { REDIS_IP, REDIS_PORT, REDIS_SENTINEL_MASTER } = settings;
  if (REDIS_IP === undefined) throw new Error('Redis is asked for, but REDIS_IP is unset');
  return redisNodes(REDIS_IP, REDIS_PORT ?? (REDIS_SENTINEL_MASTER === undefined ? PORT : SENTINEL_PORT));
}

/** Clients of one server, or of the master that sentinels name: one per database. */
export function redisOptions(settings: RedisSettings): RedisClientOptions[] {
  const { REDIS_SENTINEL_MASTER: master } = settings;
  const nodes = configuredNodes(settings);
  const [node] = nodes;
  const where =
    master === undefined
      ? { ...node }
      : { ...sentinelOptions(settings), sentinels: [...nodes], name: master };
  return namedDatabases(settings).map(({ namespace, db }) => ({
    ...connectionOptions(settings),
    ...where,
    namespace,
    db,
    lazyConnect: true,
    enableOfflineQueue: false,
    retryStrategy,
  }));
}

/** The client of a cluster: one, for its only database. */
export function clusterOptions(settings: RedisSettings): ClusterClientOptions[] {
  return namedDatabases(settings).map(({ namespace }) => ({
    namespace,
    nodes: [...configuredNodes(settings)],
    lazyConnect: true,
    clusterRetryStrategy: retryStrategy,
    clusterNodeRetryStrategy: retryStrategy,
    // Needs INFO; every node's connection has its own check.
    enableReadyCheck: false,
    // What follows a key that has moved: fails now, never again and again.
    maxRedirections: 4,
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    slotsRefreshTimeout: READ_MS,
    // A certificate names hosts: looked up beforehand, their addresses would be compared with it.
    ...(settings.REDIS_TLS ? { dnsLookup: asItIs } : {}),
    redisOptions: {
      ...connectionOptions(settings),
      // Must go out right before the command that it is for.
      autoPipeliningIgnoredCommands: ['asking'],
    },
  }));
}

/** Of every connection: nothing waits for a server that is away, and nothing is sent twice. */
function connectionOptions(settings: RedisSettings) {
  const { REDIS_USERNAME: username, REDIS_PASSWORD: password } = settings;
  const tls = tlsOptions(settings);
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // Both need more permissions than reading features does; RedisConnection has its own check.
    enableReadyCheck: false,
    disableClientInfo: true,
    enableAutoPipelining: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // A server that hangs does not answer the end of a connection either.
    disconnectTimeout: 100,
    keepAlive: KEEP_ALIVE_MS,
  };
}

function sentinelOptions(settings: RedisSettings) {
  const { REDIS_SENTINEL_USERNAME: username, REDIS_SENTINEL_PASSWORD: password } = settings;
  const tls = tlsOptions(settings);
  return {
    ...(username === undefined ? {} : { sentinelUsername: username }),
    ...(password === undefined ? {} : { sentinelPassword: password }),
    ...(tls === undefined ? {} : { sentinelTLS: tls, enableTLSForSentinelMode: true }),
    sentinelCommandTimeout: READ_MS,
    sentinelRetryStrategy: retryStrategy,
    // The sentinels are those in the settings; addresses that they give for each other may not be reached from here.
    updateSentinels: false,
  };
}

function tlsOptions({ REDIS_TLS, REDIS_CA_PATH }: RedisSettings): ConnectionOptions | undefined {
  if (!REDIS_TLS) return undefined;
  return REDIS_CA_PATH === undefined ? {} : { ca: readFileSync(REDIS_CA_PATH) };
}

function retryStrategy(attempt: number): number {
  return Math.min(attempt * RETRY_STEP_MS, RETRY_MAX_MS);
}

function asItIs(host: string, found: (error: null, address: string) => void): void {
  found(null, host);
}
