import { z } from 'zod';

import { integer, optionalText, text } from './setting.js';
import { settings } from './settings.js';

const HOST = 'a host name or an IP address, without scheme and port';

/** The feature store in Redis: where it answers, and where in it the features are. */
export class RedisSettings extends settings({
  REDIS_IP: z
    .string()
    .regex(/^(?:[\w.-]+|[\da-f:.]*:[\da-f:.]*:[\da-f:.]*)$/i, `must be ${HOST}`)
    .optional()
    .meta({
      description: 'Host of the Redis that holds the features. Unset: the embedded store.',
      accepted: HOST,
    }),
  REDIS_PORT: integer(1, 65_535, 6_379, { description: 'Port of Redis.' }),
  REDIS_USERNAME: optionalText({
    description:
      "User of Redis' access control list (Redis 6 and later). Unset: the default user. Serving needs no command but HMGET, and SELECT for a database other than 0.",
  }),
  REDIS_PASSWORD: optionalText({
    description: 'Password of REDIS_USERNAME, or of the default user.',
    secret: true,
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
