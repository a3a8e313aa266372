import calculateSlot from 'cluster-key-slot';
import type { Cluster, Redis } from 'ioredis';

import type { StoreError } from '../store-error.js';
import type { StateLog } from '../telemetry/state-log.js';
import { answeredInTime } from './answered-in-time.js';
import { notConnected, RedisConnection } from './redis-connection.js';
import { type RedisFailure, redisFailure } from './redis-failure.js';
import { shownNode } from './redis-nodes.js';

/** Between questions for the owners of slots while one of them is away: a replica may have taken its place. */
const RELOCATE_MS = 1_000;
const QUIT_MS = 500;
const STEP_MS = 10;

/** What nodes are checked with, and how they are logged. */
export interface ClusterNodesOptions {
  /** Read to check a connection, at least one; nothing needs to be there. */
  readonly probeKeys: readonly string[];
  /** Of the cluster as a whole: whether any node says who owns which slots. */
  readonly log: StateLog;
  /** Of one node, `host:port`. */
  readonly logOf: (node: string) => StateLog;
}

/**
 * The nodes of a cluster, and which of them owns a key, as the client knows them. Every node has a
 * {@link RedisConnection} of its own: one that is away fails what is asked of it, at once, and nothing else.
 */
export class ClusterNodes {
  readonly #nodes = new Map<string, { readonly client: Redis; readonly connection: RedisConnection }>();
  readonly #relocate: NodeJS.Timeout;
  #failure: RedisFailure | undefined;
  #closing = false;

  constructor(
    private readonly cluster: Cluster,
    private readonly options: ClusterNodesOptions,
  ) {
    cluster.on('+node', (client: Redis) => {
      this.#add(client);
    });
    cluster.on('-node', (client: Redis) => {
      this.#remove(client);
    });
    cluster.on('refresh', () => {
      this.#failure = undefined;
      options.log.worked();
      for (const owner of this.#owners()) owner?.connect();
    });
    cluster.on('error', (error: Error) => {
      this.#failure = redisFailure('lastNodeError' in error ? (error.lastNodeError ?? error) : error);
      if (!this.#closing) options.log.failed(this.#failure);
    });
    this.#relocate = setInterval(() => {
      if (cluster.status === 'ready' && !this.whole) cluster.refreshSlotsCache();
    }, RELOCATE_MS).unref();
  }

  /** Whether every node that has slots answers. */
  get whole(): boolean {
    const owners = this.#owners();
    return owners.length > 0 && owners.every((owner) => owner?.usable === true);
  }

  /** Connects, and waits until the cluster is whole, at most `ms`. @returns whether it is */
  async open(ms: number): Promise<boolean> {
    if (this.cluster.status === 'wait') void this.cluster.connect().catch(() => undefined);
    const end = performance.now() + ms;
    while (!this.whole && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
    return this.whole;
  }

  /** @throws StoreError where no node is known to own it */
  ownerOf(key: string): RedisConnection {
    const node = this.cluster.slots[calculateSlot(key)]?.[0];
    const owner = node === undefined ? undefined : this.#nodes.get(node);
    if (owner === undefined) throw this.#notConnected();
    return owner.connection;
  }

  /** Every node that has slots, each once. @throws StoreError where one of them is not known, or none is */
  owners(): RedisConnection[] {
    const owners = this.#owners();
    if (owners.length === 0) throw this.#notConnected();
    return owners.map((owner) => {
      if (owner === undefined) throw this.#notConnected();
      return owner;
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#relocate);
    const { whole } = this;
    for (const { connection } of this.#nodes.values()) connection.abandon();
    if (whole) {
      await answeredInTime(this.cluster.quit(), QUIT_MS).catch(() => undefined);
    }
    if (this.cluster.status !== 'end') this.cluster.disconnect();
  }

  #owners(): (RedisConnection | undefined)[] {
    // The ranges of one node share an array, and a slot that moved may have made one of its own.
    const ranges = new Set(this.cluster.slots);
    const nodes = new Set(
      [...ranges].flatMap((range) => (range as readonly string[] | undefined)?.[0] ?? []),
    );
    return [...nodes].map((node) => this.#nodes.get(node)?.connection);
  }

  #add(client: Redis): void {
    const { host = '', port = 0 } = client.options;
    const log = this.options.logOf(shownNode({ host, port }));
    const connection = new RedisConnection(client, this.options.probeKeys, log, true);
    this.#nodes.set(`${host}:${port}`, { client, connection });
    // A node that has joined later is connected when it is first asked; waiting for that would cost a reader.
    if (this.cluster.status === 'ready' && client.options.readOnly !== true) connection.connect();
  }

  #remove(client: Redis): void {
    for (const [name, node] of this.#nodes) {
      if (node.client !== client) continue;
      node.connection.abandon();
      this.#nodes.delete(name);
    }
  }

  #notConnected(): StoreError {
    return notConnected(this.#failure);
  }
}
