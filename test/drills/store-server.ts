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
    const [port = 0] = await freePorts(1);
    return StoreServer.#start('Redis', port, join(folder, 'redis'), 'redis.sh');
  }

  /** @param version of Elasticsearch, `8.19.16` */
  static async elasticsearch(version: string, folder: string): Promise<StoreServer> {
    const [port = 0] = await freePorts(1);
    return StoreServer.#start(
      'Elasticsearch',
      port,
      join(folder, 'elasticsearch'),
      'elasticsearch.sh',
      version,
    );
  }

  /** Nodes of one cluster, by the names that they have in it; returns when all have joined. */
  static async elasticsearchCluster(version: string, folder: string, size: number): Promise<StoreServer[]> {
    const ports = await freePorts(2 * size);
    const nodes = Array.from({ length: size }, (_, n) => ({
      name: `node-${n + 1}`,
      http: ports[n] ?? 0,
      transport: ports[size + n] ?? 0,
    }));
    const shared = [
      'cluster.name=upnext-drill',
      `discovery.seed_hosts=${JSON.stringify(nodes.map(({ transport }) => `127.0.0.1:${transport}`))}`,
      `cluster.initial_master_nodes=${JSON.stringify(nodes.map(({ name }) => name))}`,
    ];
    return Promise.all(
      nodes.map(({ name, http, transport }) => {
        const own = [`node.name=${name}`, `transport.port=${transport}`];
        const settings = [...shared, ...own];
        return StoreServer.#start(name, http, join(folder, name), 'elasticsearch.sh', version, settings);
      }),
    );
  }

  static async #start(
    title: string,
    port: number,
    folder: string,
    script: string,
    version?: string,
    settings: readonly string[] = [],
  ): Promise<StoreServer> {
    const versions = version === undefined ? [] : [version];
    await run(join(ENGINES, script), ['install', ...versions]);
    const startArguments = [...versions, String(port), folder, ...settings];
    const server = new StoreServer(port, title, join(ENGINES, script), startArguments, folder);
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

async function freePorts(count: number): Promise<number[]> {
  const { stdout } = await run(join(ENGINES, 'free-port.sh'), [String(count)]);
  return stdout.trim().split('\n').map(Number);
}
