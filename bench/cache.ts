import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { CACHE } from './world/world-stores.js';

/** A folder that is kept between runs: what was installed, loaded, trained. Git ignores it. */
export function cached(...path: readonly string[]): string {
  const folder = join(CACHE, ...path);
  mkdirSync(folder, { recursive: true });
  return folder;
}
