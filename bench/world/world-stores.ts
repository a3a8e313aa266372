import { mkdir, open, readdir, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';

import { CACHE } from '../cache.js';
import { StoreServers } from './store-servers.js';
import { GENERATOR_VERSION } from './world-generator.js';

const NAME = `world-v${GENERATOR_VERSION}`;
const LINGER_MS = 10_000;

let users = 0;
let started: Promise<StoreServers> | undefined;
let end: NodeJS.Timeout | undefined;

/**
 * The stores of the world, one Elasticsearch and one Redis for all sizes. They are started once, and end a while
 * after the last {@link leaveStores}, so that the next part of the bench finds them running, or with the process.
 *
 * @throws Error where another process uses the folder
 */
export async function enterStores(): Promise<StoreServers> {
  clearTimeout(end);
  users += 1;
  try {
    return await (started ??= start());
  } catch (error) {
    users -= 1;
    started = undefined;
    throw error;
  }
}

export function leaveStores(): void {
  users -= 1;
  if (users > 0) return;
  end = setTimeout(() => {
    const ended = started;
    started = undefined;
    void ended?.then((servers) => servers.stop());
  }, LINGER_MS).unref();
}

/** @throws Error where there is too little room on the disk for a world of so many assets */
export async function requireRoom(assets: number): Promise<void> {
  const { bavail, bsize } = await statfs(CACHE);
  const needed = 5e8 + assets * 2_500;
  if (bavail * bsize < needed) {
    throw new Error(
      `${CACHE} has ${(bavail * bsize) / 1e9} GB left, a world of ${assets} assets takes up to ${needed / 1e9} GB`,
    );
  }
}

async function start(): Promise<StoreServers> {
  await mkdir(CACHE, { recursive: true });
  await takeOwnership(join(CACHE, `${NAME}.owner`));
  const outdated = (await readdir(CACHE)).filter((name) => /^world-v\d+$/.test(name) && name !== NAME);
  for (const name of outdated) await rm(join(CACHE, name), { recursive: true });
  return StoreServers.start(join(CACHE, NAME));
}

/** Whoever else measured on the same servers would measure us. */
async function takeOwnership(file: string): Promise<void> {
  const owner = Number(await readFile(file, 'utf8').catch(() => '0'));
  if (owner === process.pid) return;
  if (owner !== 0 && isRunning(owner)) {
    throw new Error(
      `process ${owner} uses the world in ${CACHE}: wait for it, or set BENCH_CACHE to another folder`,
    );
  }
  await rm(file, { force: true });
  const handle = await open(file, 'wx');
  await handle.writeFile(String(process.pid));
  await handle.close();
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
