import { integer, oneOf, text } from './setting.js';
import { settings } from './settings.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Where the service listens, what it accepts at once, and how it goes away. */
export class HttpSettings extends settings({
  PORT: integer(0, 65_535, 8_000, { description: 'Port to listen on; 0 takes a free one.' }),
  HOST: text('127.0.0.1', {
    description: 'Address to listen on. The container image sets 0.0.0.0.',
    accepted: 'an address of this machine',
  }),
  RECOMMENDATIONS_LIMIT: integer(1, 100, 10, {
    description: 'Length of an answer where the request does not say.',
    unit: 'videos',
  }),
  MAX_IN_FLIGHT: integer(1, 100_000, 256, {
    description:
      'Requests worked on at once; more are answered 503 with `Retry-After`. Health and metrics are exempt.',
    unit: 'requests',
  }),
  MAX_BODY_BYTES: integer(1_024, 16_777_216, 1_048_576, {
    description: 'Longest request body; longer ones are answered 413.',
    unit: 'bytes',
  }),
  RECEIVE_TIMEOUT_MS: integer(100, 300_000, 5_000, {
    description: 'Time a caller has to send a request whole; then it is answered 408 and disconnected.',
    unit: 'milliseconds',
  }),
  SHUTDOWN_DELAY_MS: integer(0, 300_000, 0, {
    description:
      'Time between SIGTERM and not accepting connections any more, for load balancers to notice that ' +
      '`/health/ready` says no. The container image sets 5000.',
    unit: 'milliseconds',
  }),
  SHUTDOWN_TIMEOUT_MS: integer(0, 300_000, 10_000, {
    description: 'Time that requests in flight have to finish during a shutdown; then they are cut off.',
    unit: 'milliseconds',
  }),
  LOG_LEVEL: oneOf(LOG_LEVELS, 'info', {
    description: 'Least severe log lines that are written. Ids of users appear at debug only.',
  }),
}) {}
