import { integer, optionalText, text } from './setting.js';
import { settings } from './settings.js';

/** The feature store. Without `REDIS_IP` the embedded store serves. */
export class RedisSettings extends settings({
  REDIS_IP: optionalText({
    description: 'Host of the Redis that holds the features. Unset: the embedded store.',
    accepted: 'a host name or an IP address',
  }),
  REDIS_PORT: integer(1, 65_535, 6_379, { description: 'Port of Redis.' }),
  REDIS_USERNAME: optionalText({ description: 'User of Redis’ access control list.' }),
  REDIS_PASSWORD: optionalText({ description: 'Password of Redis.', secret: true }),
  ASSET_FS_DB: integer(0, 1_000_000, 0, { description: 'Database that holds the assets’ hashes.' }),
  USER_FS_DB: integer(0, 1_000_000, 0, { description: 'Database that holds the users’ hashes.' }),
  ASSET_KEY_PREFIX: text('', { description: 'What an asset’s key has before its `video_id`.' }),
  USER_KEY_PREFIX: text('', { description: 'What a user’s key has before its `user_id`.' }),
}) {}
