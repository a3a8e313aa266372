import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { StoreServer } from '../../test/drills/store-server.js';

const run = promisify(execFile);
const ENGINES = fileURLToPath(new URL('../../test/engines/', import.meta.url));

export const ELASTICSEARCH_VERSION = '8.19.16';

/** Ended with this process, whatever ends it. */
const running = new Set<StoreServers>();
let ending = false;

/** A real Elasticsearch and a real Redis with their files in one folder, which are there again at the next start. */
export class StoreServers {
  readonly elasticsearchUrl: string;
  readonly redisUrl: string;

  private constructor(
    private readonly folder: string,
    readonly elasticsearchPort: number,
    readonly redisPort: number,
  ) {
    this.elasticsearchUrl = `http://127.0.0.1:${elasticsearchPort}`;
    this.redisUrl = `redis://127.0.0.1:${redisPort}`;
  }

  /** What an earlier run left running in the folder is ended first. */
  static async start(folder: string): Promise<StoreServers> {
    endWithProcess();
    await mkdir(folder, { recursive: true });
    await endServers(folder);
    const [elasticsearch, redis] = await Promise.all([
      StoreServer.elasticsearch(ELASTICSEARCH_VERSION, folder),
      StoreServer.redis(folder),
    ]);
    const servers = new StoreServers(folder, elasticsearch.port, redis.port);
    running.add(servers);
    return servers;
  }

  /** Environment of a service or command that is to use them. */
  get env(): Record<string, string> {
    return {
      ES_HOST: this.elasticsearchUrl,
      REDIS_IP: '127.0.0.1',
      REDIS_PORT: String(this.redisPort),
    };
  }

  async stop(): Promise<void> {
    running.delete(this);
    await endServers(this.folder);
  }

  /** Asks them to end, without waiting. */
  signalEnd(): void {
    for (const name of ['elasticsearch', 'redis']) {
      try {
        process.kill(Number(readFileSync(join(this.folder, name, 'pid'), 'utf8')));
      } catch {
        // It has ended already.
      }
    }
  }
}

async function endServers(folder: string): Promise<void> {
  await Promise.all([
    run(join(ENGINES, 'elasticsearch.sh'), ['stop', join(folder, 'elasticsearch')]),
    run(join(ENGINES, 'redis.sh'), ['stop', join(folder, 'redis')]),
  ]);
}

function endWithProcess(): void {
  if (ending) return;
  ending = true;
  process.once('exit', () => {
    for (const servers of running) servers.signalEnd();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
}
