import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { cached } from '../cache.js';
import { NODE_FLAGS } from '../load/node-flags.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const FREE_PORT = fileURLToPath(new URL('../../test/engines/free-port.sh', import.meta.url));
const POLL_MS = 5;
const READY_WITHIN_MS = 30_000;

/** An answer of `/get_recommendations/` and how long it took, in milliseconds, from the request to its last byte. */
export interface TimedAnswer {
  readonly ms: number;
  /** Parts that it lacked, by its own account. */
  readonly degraded: string | null;
}

/** The built service in a process of its own, timed from the call that starts it. */
export class StartedService {
  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
    /** `performance.now()` when the process was started. */
    readonly startedAt: number,
    /** From the start until `/health/ready` answered 200, in milliseconds. */
    readonly readyMs: number,
  ) {}

  /** @param settings of the environment; as in the image `NODE_ENV` is production */
  static async start(settings: Readonly<Record<string, string>>): Promise<StartedService> {
    const port = execFileSync(FREE_PORT, { encoding: 'utf8' }).trim();
    const url = `http://127.0.0.1:${port}`;
    const env = { PATH: process.env.PATH, ...settings, PORT: port, NODE_ENV: 'production' };
    const cwd = cached('logs'); // where no .env of a developer is
    const startedAt = performance.now();
    const child = spawn(process.execPath, [...NODE_FLAGS, MAIN], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (log += text.toString()));
    while (performance.now() - startedAt < READY_WITHIN_MS && child.exitCode === null) {
      const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
      await answer?.arrayBuffer();
      if (answer?.status === 200)
        return new StartedService(child, url, startedAt, performance.now() - startedAt);
      await pause(POLL_MS);
    }
    child.kill('SIGKILL');
    throw new Error(`the service did not become ready:\n${log}`);
  }

  /** @throws Error for an answer that is no list of ten */
  async recommend(body: object): Promise<TimedAnswer> {
    const before = performance.now();
    const response = await fetch(`${this.url}/get_recommendations/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const ms = performance.now() - before;
    const videoIds: unknown = response.status === 200 ? JSON.parse(text) : [];
    if (!Array.isArray(videoIds) || videoIds.length !== 10) throw new Error(`${response.status}: ${text}`);
    return { ms, degraded: response.headers.get('x-degraded') };
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}
