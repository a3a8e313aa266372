import { redisNodes } from '../redis/redis-nodes.js';
import { RedisSettings } from './redis.settings.js';
import { rulesOf, type SettingRule } from './setting-rule.js';

const rule = rulesOf(RedisSettings);

/** What the settings of Redis must agree on. */
export const REDIS_RULES: readonly SettingRule[] = [
  rule('REDIS_IP', ['REDIS_CLUSTER', 'REDIS_TLS'], (redis) => {
    const { REDIS_IP, REDIS_CLUSTER, REDIS_SENTINEL_MASTER, REDIS_TLS } = redis;
    if (REDIS_IP === undefined) {
      if (REDIS_CLUSTER) return 'must be set with REDIS_CLUSTER=true, to nodes of the cluster';
      if (REDIS_SENTINEL_MASTER !== undefined)
        return 'must be set with REDIS_SENTINEL_MASTER, to the sentinels';
      return REDIS_TLS ? 'must be set with REDIS_TLS=true' : undefined;
    }
    return redisNodes(REDIS_IP, 1).length > 1 && !REDIS_CLUSTER && REDIS_SENTINEL_MASTER === undefined
      ? 'must be one host, or go together with REDIS_CLUSTER=true (nodes of a cluster) or REDIS_SENTINEL_MASTER (sentinels)'
      : undefined;
  }),
  rule('REDIS_SENTINEL_MASTER', ['REDIS_CLUSTER'], ({ REDIS_CLUSTER, REDIS_SENTINEL_MASTER }) =>
    REDIS_CLUSTER && REDIS_SENTINEL_MASTER !== undefined
      ? 'must be unset with REDIS_CLUSTER=true: sentinels do not watch a cluster'
      : undefined,
  ),
  ...(['REDIS_SENTINEL_USERNAME', 'REDIS_SENTINEL_PASSWORD'] as const).map((name) =>
    rule(name, [], (redis) =>
      redis[name] !== undefined && redis.REDIS_SENTINEL_MASTER === undefined
        ? 'goes together with REDIS_SENTINEL_MASTER'
        : undefined,
    ),
  ),
  rule('REDIS_CA_PATH', ['REDIS_TLS'], ({ REDIS_CA_PATH, REDIS_TLS }) =>
    REDIS_CA_PATH !== undefined && !REDIS_TLS ? 'goes together with REDIS_TLS=true' : undefined,
  ),
  ...(['ASSET_FS_DB', 'USER_FS_DB'] as const).map((name) =>
    rule(name, ['REDIS_CLUSTER'], (redis) =>
      redis.REDIS_CLUSTER && redis[name] !== 0
        ? 'must be 0 with REDIS_CLUSTER=true: a cluster has no other database; use ASSET_KEY_PREFIX and USER_KEY_PREFIX'
        : undefined,
    ),
  ),
];
