import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Scratch {
  readonly folder: string;
  /** `DRILL_LOGS`, or the folder itself. */
  readonly logs: string;
  /** What is to be ended at the end; the last first. */
  readonly toEnd: (() => Promise<void>)[];
}

/** Runs a drill in a folder of its own, and ends whatever it started, also where a signal ends the drill. */
export async function inScratch(drill: (scratch: Scratch) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'upnext-drill-'));
  await chmod(folder, 0o755); // Elasticsearch runs as another user
  const logs = process.env.DRILL_LOGS ?? folder;
  await mkdir(logs, { recursive: true });
  const toEnd: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  let ending: Promise<void> | undefined;
  const endAll = () =>
    (ending ??= (async () => {
      for (const end of toEnd.reverse()) await end().catch(console.error);
    })());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void endAll().finally(() => process.exit(1)));
  }
  try {
    await drill({ folder, logs, toEnd });
  } finally {
    await endAll();
  }
}
