import { boolean, text } from './setting.js';
import { settings } from './settings.js';

/** The store that is there without any server: one SQLite file. */
export class EmbeddedSettings extends settings({
  DATA_DIR: text('data', {
    description:
      'Folder of the embedded store (`upnext.sqlite`); made when it is not there. Relative to where the service starts.',
    accepted: 'path of a folder that can be written to',
  }),
  EMBEDDED: boolean(false, {
    description:
      'Says that the embedded store is meant. With NODE_ENV=production it must be true where ES_HOST or REDIS_IP is unset.',
  }),
}) {}
