import { type Cluster, ReplyError } from 'ioredis';

import { StoreError } from '../store-error.js';
import { answeredInTime, NoAnswer, READ_MS } from './answered-in-time.js';
import { ClusterNodes, type ClusterNodesOptions } from './cluster-nodes.js';
import { type HashCommand, isRedirection, type RedisConnection } from './redis-connection.js';
import { redisFailure } from './redis-failure.js';
import { type HashRow, hashRow, RedisHashes } from './redis-hashes.js';
import { inPipelines, readHash } from './single-hashes.js';
import { unlessAborted } from './unless-aborted.js';

/**
 * Hashes spread over the nodes of a cluster. Commands go out in pipelines per node, all nodes at the same time: a
 * pipeline of the client's own must not span nodes, and is repeated as a whole where one key has moved. Only what
 * has moved is left to the client, which follows it.
 */
export class ClusterHashes extends RedisHashes {
  readonly #nodes: ClusterNodes;

  constructor(
    private readonly cluster: Cluster,
    options: ClusterNodesOptions,
  ) {
    super();
    this.#nodes = new ClusterNodes(cluster, options);
  }

  override open(ms: number): Promise<boolean> {
    return this.#nodes.open(ms);
  }

  override async read(key: string, fields: readonly string[], signal?: AbortSignal): Promise<HashRow> {
    try {
      return await readHash(this.#nodes.ownerOf(key), key, fields, signal);
    } catch (error) {
      if (!(error instanceof StoreError && isRedirection(error.cause))) throw error;
      const [answer] = await this.#follow([{ name: 'hmget', args: [key, ...fields] }], signal);
      return hashRow(answer);
    }
  }

  /** The sum over all nodes. */
  override async size(): Promise<number> {
    const sizes = this.#nodes.owners().map((owner) => owner.run((client) => client.dbsize()));
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  /** Asks every node that has slots. */
  override async probe(signal?: AbortSignal): Promise<void> {
    await Promise.all(this.#nodes.owners().map((owner) => owner.probe(signal)));
  }

  override async ask(command: string, ...args: string[]): Promise<unknown> {
    const [node] = this.#nodes.owners();
    if (node === undefined) throw new StoreError('redis', 'no node of the cluster has keys');
    return node.run((client) => client.call(command, ...args));
  }

  override close(): Promise<void> {
    return this.#nodes.close();
  }

  protected override async send(
    commands: readonly HashCommand[],
    signal?: AbortSignal,
    ms?: number,
  ): Promise<unknown[]> {
    const answers = new Array<unknown>(commands.length);
    await Promise.all(
      [...this.#byOwner(commands)].map(async ([owner, part]) => {
        const received = await inPipelines(owner, part.commands, signal, ms);
        for (const [index, place] of part.places.entries()) answers[place] = received[index];
      }),
    );
    const moved = commands
      .map((command, place) => ({ command, place }))
      .filter(({ place }) => isRedirection(answers[place]));
    if (moved.length === 0) return answers;
    const followed = await this.#follow(
      moved.map(({ command }) => command),
      signal,
    );
    for (const [index, { place }] of moved.entries()) answers[place] = followed[index];
    return answers;
  }

  /** @throws StoreError where a key has no owner */
  #byOwner(
    commands: readonly HashCommand[],
  ): Map<RedisConnection, { places: number[]; commands: HashCommand[] }> {
    const parts = new Map<RedisConnection, { places: number[]; commands: HashCommand[] }>();
    for (const [place, command] of commands.entries()) {
      const owner = this.#nodes.ownerOf(command.args[0]);
      let part = parts.get(owner);
      if (part === undefined) parts.set(owner, (part = { places: [], commands: [] }));
      part.places.push(place);
      part.commands.push(command);
    }
    return parts;
  }

  /** Each to wherever its key is now. @returns answers or refusals, in order */
  #follow(commands: readonly HashCommand[], signal: AbortSignal | undefined): Promise<unknown[]> {
    const answers = commands.map(({ name, args }) => this.cluster.call(name, args).catch(refusal));
    return unlessAborted(answeredInTime(Promise.all(answers), READ_MS).catch(notInTime), signal);
  }
}

/** @throws StoreError where it is none of Redis' */
function refusal(error: unknown): unknown {
  if (error instanceof ReplyError) return error;
  const failure = redisFailure(error);
  throw new StoreError('redis', failure.message, { cause: failure });
}

/** @throws StoreError in the place of NoAnswer */
function notInTime(error: unknown): never {
  throw error instanceof NoAnswer ? new StoreError('redis', error.message, { cause: error }) : error;
}
