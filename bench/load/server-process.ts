import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { cached } from '../cache.js';
import { NODE_FLAGS } from './node-flags.js';
import { processTimeMs } from './process-time.js';

const FREE_PORT = fileURLToPath(new URL('../../test/engines/free-port.sh', import.meta.url));
const TYPESCRIPT = fileURLToPath(new URL('../../test/typescript-loader.js', import.meta.url));
const START_MS = 60_000;

/** The built service, or a program of the bench, in a process of its own; it logs to a file as a deployment would. */
export class ServerProcess {
  private constructor(
    readonly name: string,
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /**
   * @param program compiled (`.js`) or not (`.ts`)
   * @param settings of the environment
   * @param ready path that answers 200 once it can be measured
   * @returns when it is ready
   */
  static async start(
    name: string,
    program: URL,
    settings: Readonly<Record<string, string>>,
    ready = '/health/ready',
  ): Promise<ServerProcess> {
    const port = execFileSync(FREE_PORT, { encoding: 'utf8' }).trim();
    const file = fileURLToPath(program);
    const command = file.endsWith('.ts') ? ['--import', TYPESCRIPT, file] : [file];
    const log = openSync(join(cached('logs'), `${name.replaceAll(/\W+/g, '-')}.log`), 'w');
    const child = spawn(process.execPath, [...NODE_FLAGS, ...command], {
      cwd: cached('logs'), // where no .env of a developer is
      env: { PATH: process.env.PATH, NODE_ENV: 'production', HOST: '127.0.0.1', ...settings, PORT: port },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const server = new ServerProcess(name, `http://127.0.0.1:${port}`, child);
    const end = Date.now() + START_MS;
    while (Date.now() < end && child.exitCode === null) {
      const answer = await fetch(server.url + ready).catch(() => undefined);
      await answer?.arrayBuffer();
      if (answer?.ok === true) return server;
      await pause(50);
    }
    child.kill('SIGKILL');
    throw new Error(`${name} did not become ready, see its log in ${cached('logs')}`);
  }

  /** Takes it from the processor while others are measured. */
  pause(): void {
    this.child.kill('SIGSTOP');
  }

  resume(): void {
    this.child.kill('SIGCONT');
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Processor time that it has used so far, milliseconds; NaN where the system does not say. */
  cpuMs(): number {
    return this.child.pid === undefined ? NaN : processTimeMs(this.child.pid);
  }

  /** One of its metrics; the sum where it has labels, 0 where it is not there. */
  async metric(name: string, labels = ''): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const values = text
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .filter((line) => line.includes(labels))
      .map((line) => Number(line.slice(line.lastIndexOf(' '))));
    return values.reduce((sum, value) => sum + value, 0);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGCONT');
    this.child.kill('SIGTERM');
    await ended;
  }
}
