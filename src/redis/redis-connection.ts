import { type ChainableCommander, type Redis, ReplyError } from 'ioredis';

import { StoreError } from '../store-error.js';
import type { StateLog } from '../telemetry/state-log.js';
import { unlessAborted } from './unless-aborted.js';

/** Between attempts with a server that is reached, but does not answer as it should. */
const RECHECK_MS = 500;
const QUIT_MS = 500;

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
  #selectRefused: Error | undefined;
  #recheck: NodeJS.Timeout | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(
    private readonly client: Redis,
    /** Read to check the connection; nothing needs to be there. */
    private readonly probeKey: string,
    private readonly log: StateLog,
  ) {
    client.on('connect', () => (this.#selectRefused = undefined));
    client.on('ready', () => void this.#check());
    client.on('error', (error: Error) => {
      if (isSelect(error)) this.#selectRefused = error;
      this.log.failed(said(error));
    });
    client.on('close', () => {
      if (this.#usable && !this.#closing) this.log.failed(new Error('connection closed'));
      this.#usable = false;
    });
  }

  /** Starts connecting, and waits until the connection works, at most `ms`. @returns whether it does */
  async open(ms: number): Promise<boolean> {
    if (this.client.status === 'wait') void this.client.connect().catch(() => undefined);
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
   * @throws StoreError when the connection does not work, an answer is not there in time, the server refuses,
   *   or the signal is aborted. Any other error of `commands` passes
   */
  async run<T>(commands: (client: Redis) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted === true) throw new StoreError('redis', 'aborted before it was asked');
    if (!this.#usable) throw new StoreError('redis', 'not connected');
    return unlessAborted(this.#answered(commands), signal);
  }

  /** Runs a pipeline. @returns answer or refusal of each command, in order @throws StoreError as {@link run} */
  async pipeline(add: (pipeline: ChainableCommander) => void, signal?: AbortSignal): Promise<unknown[]> {
    return this.run(async (client) => {
      const pipeline = client.pipeline();
      add(pipeline);
      const answers = (await pipeline.exec()) ?? [];
      return answers.map(([error, answer]) => {
        if (error !== null && !(error instanceof ReplyError)) throw error;
        return error ?? answer;
      });
    }, signal);
  }

  /** One command that needs no more permission than reading features. @throws StoreError */
  async probe(signal?: AbortSignal): Promise<void> {
    await this.run((client) => client.hmget(this.probeKey, 'probe'), signal);
  }

  /** Closes the connection, waiting a bounded time for a server that does not answer. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#recheck);
    if (this.#usable) {
      const timeout = new Promise((resolve) => setTimeout(resolve, QUIT_MS).unref());
      await Promise.race([this.client.quit().catch(() => undefined), timeout]);
    }
    this.#usable = false;
    if (this.client.status !== 'end') this.client.disconnect();
  }

  async #answered<T>(commands: (client: Redis) => Promise<T>): Promise<T> {
    try {
      return await commands(this.client);
    } catch (error) {
      if (!(error instanceof Error) || error instanceof TypeError) throw error;
      if (timedOut(error)) this.#drop(error);
      throw new StoreError('redis', error.message, { cause: error });
    }
  }

  /** Whether the new connection answers, on the database that it should. */
  async #check(): Promise<void> {
    const { stream } = this.client;
    let failure: Error | undefined;
    try {
      await this.client.hmget(this.probeKey, 'probe');
      failure = this.#selectRefused;
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    if (this.#closing || stream !== this.client.stream || this.client.status !== 'ready') return;
    if (failure === undefined) {
      this.#usable = true;
      this.log.worked();
      for (const done of this.#waiting) done();
    } else {
      this.#retryLater(failure);
    }
  }

  #retryLater(failure: Error): void {
    this.log.failed(failure);
    clearTimeout(this.#recheck);
    this.#recheck = setTimeout(() => {
      this.client.disconnect(true);
    }, RECHECK_MS);
    this.#recheck.unref();
  }

  #drop(reason: Error): void {
    if (!this.#usable) return;
    this.#usable = false;
    this.log.failed(reason);
    this.client.disconnect(true);
  }
}

function timedOut(error: Error): boolean {
  return error.message === 'Command timed out';
}

function isSelect(error: Error): boolean {
  return error instanceof ReplyError && 'command' in error && commandName(error.command) === 'select';
}

function commandName(command: unknown): unknown {
  return typeof command === 'object' && command !== null && 'name' in command ? command.name : undefined;
}

/** Connecting to several addresses of one name fails with an error without a message of its own. */
function said(error: Error): Error {
  if (error.message !== '') return error;
  const parts = error instanceof AggregateError ? error.errors.map(String) : [];
  return new Error(parts.length > 0 ? parts.join('; ') : error.name, { cause: error });
}
