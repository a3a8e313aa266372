import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const FREE_PORT = fileURLToPath(new URL('../engines/free-port.sh', import.meta.url));
const START_MS = 60_000;

/** The service from its sources, for tests that run before a build. */
export const FROM_SOURCES = [
  '--import',
  fileURLToPath(new URL('../typescript-loader.js', import.meta.url)),
  fileURLToPath(new URL('../../src/main.ts', import.meta.url)),
];

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** The service as it is deployed: built, in a process of its own. */
export class BuiltService {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /**
   * @param port a free one unless said
   * @param program what Node runs: the built service unless said
   * @returns when it is ready
   */
  static async start(
    settings: NodeJS.ProcessEnv,
    folder: string,
    logFile: string,
    port = '',
    program: readonly string[] = [MAIN],
  ): Promise<BuiltService> {
    port ||= (await run(FREE_PORT)).stdout.trim();
    const env = { ...settings, PORT: port, HOST: '127.0.0.1' };
    const child = spawn(process.execPath, program, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(logFile, { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    const service = new BuiltService(`http://127.0.0.1:${port}`, child);
    const end = Date.now() + START_MS;
    while (Date.now() < end) {
      if (child.exitCode !== null) break;
      const ready = await fetch(`${service.url}/health/ready`).catch(() => undefined);
      if (ready?.ok === true) return service;
      await pause(100);
    }
    await service.stop();
    throw new Error(`the service did not become ready, see ${logFile}`);
  }

  /** What it has used so far, as it says itself. */
  async usage(): Promise<{ cpuSeconds: number; residentMb: number }> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const value = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
    return {
      cpuSeconds: value('process_cpu_seconds_total'),
      residentMb: value('process_resident_memory_bytes') / 1_048_576,
    };
  }

  /** Asks it to end, and waits. @returns its exit code */
  async stop(): Promise<number | null> {
    if (this.child.exitCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await ended;
    }
    return this.child.exitCode;
  }
}
