import { boolean, integer } from './setting.js';
import { settings } from './settings.js';

/** What one request may cost. */
export class RequestSettings extends settings({
  REQUEST_TIMEOUT_MS: integer(20, 60_000, 250, {
    description: 'Deadline of a request: by then it is answered with what there is.',
    unit: 'milliseconds',
  }),
  USER_READ_TIMEOUT_MS: integer(1, 60_000, 30, {
    description:
      'How long the reads of the viewer (user index, user features; side by side) may take. At most REQUEST_TIMEOUT_MS.',
    unit: 'milliseconds',
  }),
  SERVE_WITHOUT_BLACKLIST: boolean(true, {
    description:
      'Whether to answer while the user index fails, although what the viewer has seen may come back; false: 503.',
  }),
}) {}
