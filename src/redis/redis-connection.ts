import { type Redis, ReplyError } from 'ioredis';

import { StoreError } from '../store-error.js';
import type { StateLog } from '../telemetry/state-log.js';
import { answeredInTime, NoAnswer, READ_MS } from './answered-in-time.js';
import { type RedisFailure, redisFailure } from './redis-failure.js';
import { unlessAborted } from './unless-aborted.js';

/** Between attempts with a server that is reached, but does not answer as it should. */
const RECHECK_MS = 500;
const QUIT_MS = 500;
/** Come after the error that brought them about: a connection cut off, commands after a login that was refused. */
const LATER = new Set(['ECONNRESET', 'NOAUTH']);
/** Comes after what each sentinel said. */
const NO_SENTINEL = /^All sentinels are unreachable/;

/** A command on one hash, whose key is the first argument. */
export interface HashCommand {
  readonly name: 'hmget' | 'hset';
  readonly args: [key: string, ...rest: string[]];
}

/**
 * One connection to one database, for commands that answer now or fail now. It is used only once a command
 * has been answered on it: a server that accepts connections but hangs, is still loading, wants another
 * login or does not have the database counts as away. Where a command gets no answer in time the connection
 * is dropped for a new one, so that none is waited for that died silently.
 */
export class RedisConnection {
  /** Whether the current connection has proved that it works. */
  #usable = false;
  #closing = false;
  /** Login or database refused: the client would go on as somebody else, or in another database. */
  #refused: Error | undefined;
  /** Why it does not work, as far as that was said since it last did. */
  #failure: RedisFailure | undefined;
  /** Whether the latest attempt to connect has said why it failed. */
  #explained = true;
  #recheck: NodeJS.Timeout | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(
    private readonly client: Redis,
    /** Read to check the connection, at least one; nothing needs to be there. */
    private readonly probeKeys: readonly string[],
    private readonly log: StateLog,
    /** Whether it is one node of several that are known: that it names another for a key is an answer then. */
    private readonly oneOfSeveral = false,
  ) {
    client.on('connect', () => {
      this.#refused = undefined;
      this.#explained = false;
    });
    client.on('ready', () => void this.#check());
    client.on('error', (error: Error) => {
      if (isOfSetUp(error)) this.#refused ??= error;
      this.#failed(error);
    });
    client.on('sentinelError', (error: Error) => {
      this.#failed(error);
    });
    client.on('close', () => {
      const worked = this.#usable;
      this.#usable = false;
      if (this.#closing || (this.#explained && !worked)) return;
      this.#failed(worked ? new Error('connection closed') : closedAtOnce());
    });
  }

  /** Whether commands are sent: the current connection has answered. */
  get usable(): boolean {
    return this.#usable;
  }

  /** Starts connecting, where that has not begun. */
  connect(): void {
    if (this.client.status === 'wait') void this.client.connect().catch(() => undefined);
  }

  /** Connects, and waits until the connection works, at most `ms`. @returns whether it does */
  async open(ms: number): Promise<boolean> {
    this.connect();
    if (this.#usable) return true;
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve(this.#usable);
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(done);
    });
  }

  /**
   * Runs commands.
   *
   * @param ms longest wait for all of them; the connection is dropped then
   * @throws StoreError when the connection does not work, an answer is not there in time, the server refuses
   *   (its cause is a {@link RedisFailure}), or the signal is aborted. Any other error of `commands` passes
   */
  async run<T>(
    commands: (client: Redis) => Promise<T>,
    signal?: AbortSignal,
    ms: number = READ_MS,
  ): Promise<T> {
    if (signal?.aborted === true) throw new StoreError('redis', 'aborted before it was asked');
    if (!this.#usable) throw notConnected(this.#failure);
    return unlessAborted(this.#answered(commands, ms), signal);
  }

  /** Sends commands together. @returns answer or refusal of each, in order @throws StoreError as {@link run} */
  async pipeline(commands: readonly HashCommand[], signal?: AbortSignal, ms?: number): Promise<unknown[]> {
    return this.run(
      async (client) => {
        const pipeline = client.pipeline();
        for (const { name, args } of commands) pipeline.call(name, args);
        const answers = (await pipeline.exec()) ?? [];
        return answers.map(([error, answer]) => {
          if (error !== null && !(error instanceof ReplyError)) throw error;
          return error ?? answer;
        });
      },
      signal,
      ms,
    );
  }

  /** Whether all that is read may be read: commands that need no more permission than that. @throws StoreError */
  async probe(signal?: AbortSignal): Promise<void> {
    await this.run((client) => Promise.all(this.#probes(client)), signal);
  }

  /** Closes the connection, waiting a bounded time for a server that does not answer. */
  async close(): Promise<void> {
    const answers = this.#usable;
    this.abandon();
    if (answers) {
      await answeredInTime(this.client.quit(), QUIT_MS).catch(() => undefined);
    }
    if (this.client.status !== 'end') this.client.disconnect();
  }

  /** Uses it no more, without a word; whoever made the client closes it. */
  abandon(): void {
    this.#closing = true;
    this.#usable = false;
    clearTimeout(this.#recheck);
  }

  async #answered<T>(commands: (client: Redis) => Promise<T>, ms: number): Promise<T> {
    try {
      return await answeredInTime(commands(this.client), ms);
    } catch (error) {
      if (!(error instanceof Error) || error instanceof TypeError) throw error;
      if (error instanceof NoAnswer) this.#drop(error);
      const failure = redisFailure(error);
      throw new StoreError('redis', failure.message, { cause: failure });
    }
  }

  #probes(client: Redis): Promise<unknown>[] {
    return this.probeKeys.map(async (key) => {
      try {
        await client.hmget(key, 'probe');
      } catch (error) {
        if (!(this.oneOfSeveral && isRedirection(error))) throw error;
      }
    });
  }

  /** Whether the new connection answers, on the database that it should, as a whole or a known part of all. */
  async #check(): Promise<void> {
    const { stream } = this.client;
    let failure: Error | undefined;
    try {
      await answeredInTime(oneAnswered(this.#probes(this.client)), READ_MS);
    } catch (error) {
      failure = asError(error);
    }
    // That the login or the database was refused comes first, but is said a moment later.
    await new Promise((resolve) => setImmediate(resolve));
    failure = this.#refused ?? failure;
    if (this.#closing || stream !== this.client.stream || this.client.status !== 'ready') return;
    if (failure === undefined) {
      this.#usable = true;
      this.#failure = undefined;
      this.log.worked();
      for (const done of this.#waiting) done();
    } else {
      this.#retryLater(failure);
    }
  }

  #retryLater(failure: Error): void {
    this.#failed(failure);
    clearTimeout(this.#recheck);
    this.#recheck = setTimeout(() => {
      this.client.disconnect(true);
    }, RECHECK_MS);
    this.#recheck.unref();
  }

  #drop(reason: Error): void {
    if (!this.#usable) return;
    this.#usable = false;
    this.#failed(reason);
    this.client.disconnect(true);
  }

  /** What says less than what was said of the same attempt does not take its place. */
  #failed(error: Error): void {
    const failure = redisFailure(error);
    const vague = LATER.has(failure.code ?? '') || NO_SENTINEL.test(failure.message);
    if (!vague || !this.#explained || this.#failure === undefined) this.#failure = failure;
    this.#explained = true;
    this.log.failed(this.#failure);
  }
}

/** A server that speaks another protocol says no more than this. */
function closedAtOnce(): Error {
  return Object.assign(new Error('connection closed before an answer'), { code: 'ECONNRESET' });
}

/** Not connected, and why, where that is known. */
export function notConnected(failure: RedisFailure | undefined): StoreError {
  return failure === undefined
    ? new StoreError('redis', 'not connected')
    : new StoreError('redis', `not connected: ${failure.message}`, { cause: failure });
}

/** Whether a node of a cluster says that a key is on another. */
export function isRedirection(answer: unknown): boolean {
  return answer instanceof Error && /^(MOVED|ASK) /.test(answer.message);
}

/**
 * One answer is enough: a login may read keys of one kind alone. But a server that names another for a key holds
 * a part of a cluster, and most of what it is asked for is not there.
 *
 * @throws the redirection, else the first refusal where all were refused
 */
async function oneAnswered(answers: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(answers);
  const refusals = results.flatMap((result) => (result.status === 'rejected' ? asError(result.reason) : []));
  const redirection = refusals.find(isRedirection);
  if (redirection !== undefined) throw redirection;
  if (refusals[0] !== undefined && refusals.length === results.length) throw refusals[0];
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function isOfSetUp(error: Error): boolean {
  if (!(error instanceof ReplyError && 'command' in error)) return false;
  const name = commandName(error.command);
  return name === 'select' || name === 'auth';
}

function commandName(command: unknown): unknown {
  return typeof command === 'object' && command !== null && 'name' in command ? command.name : undefined;
}
