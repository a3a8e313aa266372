import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('.cache/', import.meta.url));

/** A folder that is kept between runs: what was installed, loaded, trained. Git ignores it. */
export function cached(...path: readonly string[]): string {
  const folder = join(CACHE, ...path);
  mkdirSync(folder, { recursive: true });
  return folder;
}
