import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

import calculateSlot from 'cluster-key-slot';
import { Cluster, type RedisOptions } from 'ioredis';

import { eventually } from './eventually.js';
import { freePort, LocalRedis } from './local-redis.js';

const run = promisify(execFile);
const HOST = '127.0.0.1';
const CREATE_MS = 20_000;

/** Files that make a cluster speak TLS. */
export interface ClusterTls {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

/** A real cluster of a test's own: three masters, and servers that may join them. */
export class LocalRedisCluster {
  readonly nodes: LocalRedis[] = [];
  /** Ports that nodes talk to each other on. */
  readonly #buses = new Map<LocalRedis, number>();
  #client: Cluster | undefined;

  private constructor(
    masters: readonly LocalRedis[],
    private readonly tls: ClusterTls | undefined,
  ) {
    this.nodes.push(...masters);
  }

  /** Nodes that answer for their own slots also while another is away. */
  static async start(tls?: ClusterTls): Promise<LocalRedisCluster> {
    const login = clientOptions(tls);
    const masters = await Promise.all([1, 2, 3].map(() => LocalRedis.reserve(login)));
    const cluster = new LocalRedisCluster(masters, tls);
    for (const node of masters) await cluster.startNode(node);
    const addresses = masters.map((node) => `${HOST}:${node.port}@${cluster.#busOf(node)}`);
    const options = ['--cluster-replicas', '0', '--cluster-yes'];
    if (tls !== undefined) options.unshift('--tls', '--cacert', tls.authority);
    await run('redis-cli', ['--cluster', 'create', ...addresses, ...options], { timeout: CREATE_MS });
    await cluster.#agreed();
    return cluster;
  }

  /** Starts a node, again with what it held before. */
  async startNode(node: LocalRedis): Promise<void> {
    await node.start(
      ...[
        '--cluster-enabled',
        'yes',
        '--cluster-port',
        String(this.#busOf(node)),
        '--cluster-node-timeout',
        '1000',
      ],
      ...['--cluster-require-full-coverage', 'no'],
      ...(this.tls === undefined ? [] : tlsArguments(node.port, this.tls)),
    );
  }

  /** A further node, without slots. */
  async join(): Promise<LocalRedis> {
    const node = await LocalRedis.reserve(clientOptions(this.tls));
    this.nodes.push(node);
    await this.startNode(node);
    const [known] = this.nodes;
    await node.ask((client) => client.call('CLUSTER', 'MEET', HOST, known!.port, this.#busOf(known!)));
    await this.#agreed();
    return node;
  }

  /** Makes a node a replica of another. */
  async replicate(replica: LocalRedis, master: LocalRedis): Promise<void> {
    const id = await this.idOf(master);
    await replica.ask((client) => client.cluster('REPLICATE', id));
    await eventually(async () => {
      const info = await replica.ask((client) => client.info('replication'));
      if (!info.includes('master_link_status:up')) throw new Error('the replica has no link');
      const slots = JSON.stringify(await master.ask((client) => client.cluster('SLOTS')));
      if (!slots.includes(String(replica.port))) throw new Error('the master does not know the replica');
    }, 10_000);
  }

  async idOf(node: LocalRedis): Promise<string> {
    return node.ask((client) => client.cluster('MYID'));
  }

  /** The node that a key belongs to. */
  async ownerOf(key: string): Promise<LocalRedis> {
    const slot = calculateSlot(key);
    const ranges = await this.#living().ask((client) => client.cluster('SLOTS'));
    const range = ranges.find(([first, last]) => slot >= first && slot <= last);
    return this.nodes.find(({ port }) => port === range?.[2]?.[1])!;
  }

  /** Begins to move the slot of a key; some of its keys may be moved by {@link migrate}. */
  async beginMove(key: string, from: LocalRedis, to: LocalRedis): Promise<void> {
    const slot = calculateSlot(key);
    const [source, target] = [await this.idOf(from), await this.idOf(to)];
    await to.ask((client) => client.cluster('SETSLOT', slot, 'IMPORTING', source));
    await from.ask((client) => client.cluster('SETSLOT', slot, 'MIGRATING', target));
  }

  async migrate(keys: readonly string[], from: LocalRedis, to: LocalRedis): Promise<void> {
    await from.ask((client) => client.call('MIGRATE', HOST, to.port, '', 0, 5_000, 'KEYS', ...keys));
  }

  /** Moves what is left in the slot, and the slot. */
  async endMove(key: string, from: LocalRedis, to: LocalRedis): Promise<void> {
    const slot = calculateSlot(key);
    const left = await from.ask((client) => client.cluster('GETKEYSINSLOT', slot, 10_000));
    if (left.length > 0) await this.migrate(left, from, to);
    const target = await this.idOf(to);
    for (const node of [to, ...this.nodes.filter((other) => other !== to)]) {
      await node.ask((client) => client.cluster('SETSLOT', slot, 'NODE', target)).catch(() => undefined);
    }
  }

  async hset(key: string, fields: Readonly<Record<string, string>>): Promise<void> {
    await this.#connected().hset(key, fields);
  }

  async empty(): Promise<void> {
    for (const node of this.nodes) if (node.running) await node.ask((client) => client.flushall());
  }

  async remove(): Promise<void> {
    this.#client?.disconnect();
    await Promise.all(this.nodes.map((node) => node.remove()));
  }

  #busOf(node: LocalRedis): number {
    const bus = this.#buses.get(node) ?? freePort();
    this.#buses.set(node, bus);
    return bus;
  }

  #connected(): Cluster {
    if (this.#client === undefined) {
      const nodes = this.nodes.map(({ port }) => ({ host: HOST, port }));
      this.#client = new Cluster(nodes, { redisOptions: clientOptions(this.tls) });
      this.#client.on('error', () => undefined);
    }
    return this.#client;
  }

  #living(): LocalRedis {
    return this.nodes.find((node) => node.running)!;
  }

  async #agreed(): Promise<void> {
    await eventually(async () => {
      for (const node of this.nodes) {
        const info = await node.ask((client) => client.cluster('INFO'));
        if (!info.includes(`cluster_known_nodes:${this.nodes.length}`)) throw new Error('not all know all');
        if (!info.includes('cluster_state:ok')) throw new Error('not all are content');
      }
    }, 10_000);
  }
}

function clientOptions(tls: ClusterTls | undefined): RedisOptions {
  return tls === undefined ? {} : { tls: { ca: readFileSync(tls.authority) } };
}

function tlsArguments(port: number, { certificate, key, authority }: ClusterTls): string[] {
  return [
    ...['--tls-port', String(port), '--port', '0', '--tls-cluster', 'yes', '--tls-auth-clients', 'no'],
    ...['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', authority],
  ];
}
