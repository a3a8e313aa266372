import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('make_cases.py', import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

/** The folder that make_cases.py writes; made once for a script and the versions that it runs with. */
export async function rankingCases(cache: string, python: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of [SCRIPT, REQUIREMENTS]) hash.update(await readFile(file));
  const folder = join(cache, `ranking-${hash.digest('hex').slice(0, 12)}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await run(python, [SCRIPT, unfinished]);
    await rename(unfinished, folder);
  }
  return folder;
}
