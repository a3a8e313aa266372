import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';

import { eventually } from './eventually.js';
import { freePort, LocalRedis } from './local-redis.js';

const HOST = '127.0.0.1';
const DOWN_AFTER_MS = 1_000;

/** Real sentinels of a test's own, three, and the master with one replica that they watch. All want passwords. */
export class LocalRedisSentinels {
  static readonly MASTER = 'features';
  static readonly PASSWORD = 'redis-secret';
  static readonly SENTINEL_PASSWORD = 'sentinel-secret';
  readonly ports: readonly number[] = [freePort(), freePort(), freePort()];
  readonly #processes: ChildProcess[] = [];

  private constructor(
    readonly servers: readonly [LocalRedis, LocalRedis],
    private readonly folder: string,
  ) {}

  static async start(): Promise<LocalRedisSentinels> {
    const login = { password: LocalRedisSentinels.PASSWORD };
    const servers = [await LocalRedis.reserve(login), await LocalRedis.reserve(login)] as const;
    const folder = await mkdtemp(join(tmpdir(), 'upnext-sentinels-'));
    const started = new LocalRedisSentinels([...servers], folder);
    const passwords = ['--requirepass', login.password, '--masterauth', login.password];
    const [master, replica] = servers;
    await master.start(...passwords);
    await replica.start(...passwords, '--replicaof', `${HOST} ${master.port}`);
    await eventually(async () => {
      const info = await replica.ask((client) => client.info('replication'));
      if (!info.includes('master_link_status:up')) throw new Error('the replica has no link');
    }, 10_000);
    for (const port of started.ports) await started.#startSentinel(port, master.port);
    await eventually(async () => {
      for (const port of started.ports) await started.#knowsAll(port);
    }, 15_000);
    return started;
  }

  /** Which of the servers the sentinels take for the master. */
  async master(): Promise<LocalRedis> {
    const name = LocalRedisSentinels.MASTER;
    const address = await this.#ask(this.ports[0]!, (client) =>
      client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name),
    );
    const port = Number((address as string[])[1]);
    return this.servers.find((server) => server.port === port)!;
  }

  async remove(): Promise<void> {
    for (const child of this.#processes) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    await Promise.all(this.servers.map((server) => server.remove()));
    await rm(this.folder, { recursive: true, force: true });
  }

  async #startSentinel(port: number, masterPort: number): Promise<void> {
    const { MASTER, PASSWORD, SENTINEL_PASSWORD } = LocalRedisSentinels;
    const file = join(this.folder, `${port}.conf`);
    const lines = [
      `port ${port}`,
      `bind ${HOST}`,
      `dir ${this.folder}`,
      `requirepass ${SENTINEL_PASSWORD}`,
      `sentinel monitor ${MASTER} ${HOST} ${masterPort} 2`,
      `sentinel auth-pass ${MASTER} ${PASSWORD}`,
      `sentinel down-after-milliseconds ${MASTER} ${DOWN_AFTER_MS}`,
      `sentinel failover-timeout ${MASTER} 10000`,
    ];
    await writeFile(file, `${lines.join('\n')}\n`);
    this.#processes.push(spawn('redis-sentinel', [file], { stdio: 'ignore' }));
    await eventually(() => this.#ask(port, (client) => client.ping()), 5_000);
  }

  async #knowsAll(port: number): Promise<void> {
    const name = LocalRedisSentinels.MASTER;
    const state = await this.#ask(port, (client) => client.call('SENTINEL', 'CKQUORUM', name));
    const master = (await this.#ask(port, (client) => client.call('SENTINEL', 'MASTER', name))) as string[];
    const value = (field: string) => master[master.indexOf(field) + 1];
    if (!String(state).startsWith('OK 3') || value('num-slaves') !== '1') throw new Error('not all know all');
  }

  async #ask<T>(port: number, commands: (client: Redis) => Promise<T>): Promise<T> {
    const password = LocalRedisSentinels.SENTINEL_PASSWORD;
    const client = new Redis({ host: HOST, port, password, lazyConnect: true, retryStrategy: null });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await commands(client);
    } finally {
      client.disconnect();
    }
  }
}
