import { REDIS_NODES, redisNodes } from '../redis/redis-nodes.js';
import { certificateFile } from './certificate-file.js';
import { boolean, integer, optionalPort, optionalText, text, textReadBy } from './setting.js';
import { settings } from './settings.js';

/** The feature store in Redis: where it answers, and where in it the features are. */
export class RedisSettings extends settings({
  REDIS_IP: textReadBy((line) => redisNodes(line, 1), {
    description:
      'Where the Redis that holds the features answers: one server, some nodes of a cluster (REDIS_CLUSTER), or the sentinels (REDIS_SENTINEL_MASTER). Unset: the embedded store.',
    accepted: REDIS_NODES,
  }),
  REDIS_PORT: optionalPort({
    description:
      'Port of the hosts in REDIS_IP that have none of their own. Unset: 6379; of sentinels 26379.',
  }),
  REDIS_CLUSTER: boolean(false, {
    description:
      'Whether REDIS_IP names nodes of a Redis Cluster. A few are enough, the others are found. A cluster has database 0 only.',
  }),
  REDIS_SENTINEL_MASTER: optionalText({
    description:
      'Name of the master that the sentinels in REDIS_IP watch, as their configuration has it. Unset: REDIS_IP names Redis itself.',
    accepted: 'name of a master',
  }),
  REDIS_SENTINEL_USERNAME: optionalText({
    description: "User of the sentinels' own access control list. Unset: their default user.",
  }),
  REDIS_SENTINEL_PASSWORD: optionalText({
    description:
      'Password of the sentinels, where they want one; that of Redis itself is REDIS_PASSWORD all the same.',
    secret: true,
  }),
  REDIS_USERNAME: optionalText({
    description:
      "User of Redis' access control list (Redis 6 and later). Unset: the default user. Serving needs no command but HMGET, SELECT for a database other than 0, CLUSTER SLOTS and ASKING on a cluster.",
  }),
  REDIS_PASSWORD: optionalText({
    description: 'Password of REDIS_USERNAME, or of the default user.',
    secret: true,
  }),
  REDIS_TLS: boolean(false, {
    description:
      'Whether connections are encrypted (rediss), to sentinels too. The name in REDIS_IP, or the one that a cluster or a sentinel gives out, must be in the certificate.',
  }),
  REDIS_CA_PATH: certificateFile({
    description:
      "Certificates of the authority that signed Redis' own, for REDIS_TLS. Unset: the authorities that Node knows, and those of NODE_EXTRA_CA_CERTS.",
  }),
  ASSET_FS_DB: integer(0, 1_000_000, 0, { description: "Database that holds the assets' hashes." }),
  USER_FS_DB: integer(0, 1_000_000, 0, {
    description:
      "Database that holds the users' hashes. Where it differs from ASSET_FS_DB, each has a connection of its own.",
  }),
  ASSET_KEY_PREFIX: text('', {
    description: "What an asset's key has before its `video_id`: with `asset:` the key is `asset:123`.",
    accepted: 'text; unset: nothing',
  }),
  USER_KEY_PREFIX: text('', {
    description: "What a user's key has before its `user_id`.",
    accepted: 'text; unset: nothing',
  }),
}) {}
