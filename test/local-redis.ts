import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis, type RedisOptions } from 'ioredis';

import { eventually } from './eventually.js';

/** A real Redis of a test's own, on a free port, to be killed, stopped and started again. Keeps what it holds. */
export class LocalRedis {
  #process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly login: RedisOptions,
  ) {}

  /**
   * A port and a folder; nothing runs yet.
   *
   * @param login what {@link ask} needs besides the address
   */
  static async reserve(login: RedisOptions = {}): Promise<LocalRedis> {
    return new LocalRedis(freePort(), await mkdtemp(join(tmpdir(), 'upnext-redis-')), login);
  }

  /** @param more further arguments of redis-server */
  async start(...more: string[]): Promise<void> {
    const fixed = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--appendfsync', 'no'];
    const port = more.includes('--tls-port') ? [] : ['--port', String(this.port)];
    const args = [...port, '--dir', this.folder, ...fixed, ...more];
    const child = spawn('redis-server', args, { stdio: 'ignore' });
    this.#process = child;
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${String(child.exitCode)}`);
      await this.ask((client) => client.ping());
    }, 5_000);
  }

  get running(): boolean {
    return this.#process !== undefined;
  }

  /** kill -9 */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Makes it hang: connections are accepted, nothing is answered. */
  hang(): void {
    this.#process?.kill('SIGSTOP');
  }

  goOn(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Runs commands on a connection of its own. */
  async ask<T>(commands: (client: Redis) => Promise<T>, db = 0): Promise<T> {
    const client = new Redis({
      port: this.port,
      host: '127.0.0.1',
      db,
      lazyConnect: true,
      retryStrategy: null,
      ...this.login,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await commands(client);
    } finally {
      if (client.status !== 'end') client.disconnect();
    }
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A free loopback port. */
export function freePort(): number {
  return Number(execFileSync('test/engines/free-port.sh', { encoding: 'utf8' }));
}
