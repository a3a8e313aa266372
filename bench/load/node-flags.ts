import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  scripts: { 'start:prod': string };
};

/** What Node is started with in production, for the service and for whatever stands beside it. */
export const NODE_FLAGS = scripts['start:prod'].split(' ').filter((word) => word.startsWith('--'));
