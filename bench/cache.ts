import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where everything is kept that a bench makes: the world's stores, models, Python, logs, results. `BENCH_CACHE` names
 * another folder. Git ignores it.
 */
export const CACHE = resolve(process.env.BENCH_CACHE ?? fileURLToPath(new URL('.cache', import.meta.url)));

/** A folder that is kept between runs: what was installed, loaded, trained. */
export function cached(...path: readonly string[]): string {
  const folder = join(CACHE, ...path);
  mkdirSync(folder, { recursive: true });
  return folder;
}
