import { integer } from './setting.js';
import { settings } from './settings.js';

/** How fresh the candidates are, and how much memory they may take. */
export class PoolSettings extends settings({
  POOL_REFRESH_SECONDS: integer(1, 86_400, 30, {
    description: 'How often the pool of a country that is in use is rebuilt in the background.',
    unit: 'seconds',
  }),
  POOL_BUILD_TIMEOUT_MS: integer(100, 600_000, 5_000, {
    description: 'How long building one pool may take. No request waits this long: it has its own deadline.',
    unit: 'milliseconds',
  }),
  POOL_MAX_AGE_SECONDS: integer(1, 86_400, 300, {
    description:
      'Above this age a request waits for the rebuild; an older pool is served only while the asset index fails. At least POOL_REFRESH_SECONDS.',
    unit: 'seconds',
  }),
  POOLS_MAX_MB: integer(1, 1_048_576, 256, {
    description: 'Memory that all pools may take; the least recently used go first, the global one stays.',
    unit: 'MiB',
  }),
}) {}
