import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ENGINES = fileURLToPath(new URL('../engines/', import.meta.url));

/** A real server of the drill's own, which it may end, halt and bring back. */
export class StoreServer {
  private constructor(
    readonly port: number,
    readonly title: string,
    private readonly script: string,
    private readonly startArguments: readonly string[],
    private readonly folder: string,
  ) {}

  /** @param folder where the files of all servers go */
  static async redis(folder: string): Promise<StoreServer> {
    return StoreServer.#start('Redis', 'redis.sh', [], join(folder, 'redis'));
  }

  /** @param version of Elasticsearch, `8.19.16` */
  static async elasticsearch(version: string, folder: string): Promise<StoreServer> {
    return StoreServer.#start('Elasticsearch', 'elasticsearch.sh', [version], join(folder, 'elasticsearch'));
  }

  static async #start(title: string, script: string, args: string[], folder: string): Promise<StoreServer> {
    await run(join(ENGINES, script), ['install', ...args]);
    const { stdout } = await run(join(ENGINES, 'free-port.sh'));
    const port = Number(stdout);
    const server = new StoreServer(
      port,
      title,
      join(ENGINES, script),
      [...args, String(port), folder],
      folder,
    );
    try {
      await server.start();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** With the files it had before; returns when it answers. */
  async start(): Promise<void> {
    await run(this.script, ['start', ...this.startArguments]);
  }

  async stop(): Promise<void> {
    await run(this.script, ['stop', this.folder]);
  }

  async signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    process.kill(Number(await readFile(join(this.folder, 'pid'), 'utf8')), signal);
  }
}
