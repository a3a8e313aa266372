import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { trainingRows } from './training-rows.js';

const run = promisify(execFile);
const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const VENV = pathOf('../python/venv.sh');
const SCRIPT = pathOf('train-models.py');

/** Paths of the two models, in LightGBM's text format. */
export interface WorldModels {
  readonly numerical: string;
  readonly categorical: string;
}

let trained: Promise<WorldModels> | undefined;

/** Trains the models with the real LightGBM, once for a script, its Python and its rows. */
export function trainedModels(cache: string): Promise<WorldModels> {
  return (trained ??= train(cache));
}

async function train(cache: string): Promise<WorldModels> {
  const rows = [...trainingRows()].join('');
  const hash = createHash('sha256').update(rows);
  for (const file of [SCRIPT, pathOf('../python/requirements.txt')]) hash.update(await readFile(file));
  const folder = join(cache, `models-${hash.digest('hex').slice(0, 12)}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    await mkdir(unfinished, { recursive: true });
    const csv = join(unfinished, 'rows.csv');
    await writeFile(csv, rows);
    const { stdout } = await run(VENV);
    await run(stdout.trim(), [SCRIPT, csv, unfinished]);
    await rm(csv);
    await rename(unfinished, folder);
  }
  return { numerical: join(folder, 'numerical.txt'), categorical: join(folder, 'categorical.txt') };
}
