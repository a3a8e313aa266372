import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { SampleWorld } from '../../src/sqlite/sample-world/sample-world.js';
import { CLI } from './built-service.js';

const run = promisify(execFile);
const VIEWERS = 100;

/** Loads the sample world into the stores of the settings with the imports that everybody uses. */
export async function loadSampleWorld(
  world: SampleWorld,
  settings: NodeJS.ProcessEnv,
  folder: string,
): Promise<void> {
  const { assets, users, features } = world.contents();
  const imports: [kind: string, file: string, rows: readonly object[]][] = [
    ['assets', 'assets', assets],
    ['users', 'users', users],
    ['features', 'asset-features', features.assets.map(({ id, values }) => ({ video_id: id, ...values }))],
    ['features', 'user-features', features.users.map(({ id, values }) => ({ user_id: id, ...values }))],
  ];
  const files = new Map<string, string[]>();
  for (const [kind, name, rows] of imports) {
    const file = join(folder, `${name}.jsonl`);
    await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    files.set(kind, [...(files.get(kind) ?? []), file]);
  }
  for (const [kind, paths] of files) {
    await run(process.execPath, [CLI, 'import', kind, ...paths], { cwd: folder, env: settings });
  }
}

/** The body of the nth request: known viewers with and without a country of their own saying, and anonymous ones. */
export function requestOf(world: SampleWorld): (n: number) => object {
  const viewers = world.users.slice(0, VIEWERS);
  const countries = ['BR', 'US', 'IN', 'MX'];
  return (n) => {
    const user_id = viewers[n % viewers.length]?.id;
    const user_country = countries[Math.floor(n / 4) % countries.length];
    return [{ user_id }, { user_id, user_country }, { user_country }, {}][n % 4] ?? {};
  };
}
