import { StoreError } from '../store-error.js';
import { WRITE_MS } from './answered-in-time.js';
import type { HashCommand } from './redis-connection.js';
import { RedisFailure, redisFailure } from './redis-failure.js';

/** Commands in one pipeline: enough to save the trips, few enough not to keep others waiting for the server. */
export const PIPELINE_SIZE = 500;
/** The same where requests are answered meanwhile: each pipeline keeps this process, too, for less than a millisecond. */
const READ_AT_ONCE = 100;

/** Fields of one hash in the order asked, `null` where absent; `wrong_type` where the key is no hash. */
export type HashRow = readonly (string | null)[] | 'wrong_type';

/** Field → value. */
export type HashFields = Readonly<Record<string, string>>;

/** The hashes of one database, wherever its keys are. Everything is answered now or fails now. */
export abstract class RedisHashes {
  /** Connects, and waits until all keys can be read, at most `ms`. @returns whether they can */
  abstract open(ms: number): Promise<boolean>;

  /** Reads some fields of one hash; reads of the same moment go out together. @throws StoreError */
  abstract read(key: string, fields: readonly string[], signal?: AbortSignal): Promise<HashRow>;

  /** Sends commands together, those of one key in order. @returns answers or refusals, in order @throws StoreError */
  protected abstract send(
    commands: readonly HashCommand[],
    signal?: AbortSignal,
    ms?: number,
  ): Promise<unknown[]>;

  /** How many keys there are, of whatever type. @throws StoreError */
  abstract size(): Promise<number>;

  /** Whether everything that is read may be read, with no more permission than that. @throws StoreError */
  abstract probe(signal?: AbortSignal): Promise<void>;

  /** A command about a server, not about a key, to one node that has keys. @throws StoreError where it is refused */
  abstract ask(command: string, ...args: string[]): Promise<unknown>;

  /** Closes the connections, waiting a bounded time for a server that does not answer. */
  abstract close(): Promise<void>;

  /** Reads some fields of many hashes, rows in the order of the keys. @throws StoreError where one cannot be read */
  async readMany(
    keys: readonly string[],
    fields: readonly string[],
    signal?: AbortSignal,
  ): Promise<HashRow[]> {
    const rows: HashRow[] = [];
    for (let start = 0; start < keys.length; start += READ_AT_ONCE) {
      const part = keys.slice(start, start + READ_AT_ONCE);
      const answers = await this.send(
        part.map((key): HashCommand => ({ name: 'hmget', args: [key, ...fields] })),
        signal,
      );
      for (const answer of answers) rows.push(hashRow(answer));
    }
    return rows;
  }

  /** Sets fields of many hashes, others of the same hash stay. @throws StoreError; what was set before stays */
  async write(hashes: readonly (readonly [key: string, fields: HashFields])[]): Promise<void> {
    const answers = await this.send(
      hashes.map(([key, fields]) => hset(key, fields)),
      undefined,
      WRITE_MS,
    );
    for (const answer of answers) if (answer instanceof Error) throw refused(answer);
  }
}

/** What Redis answered to HMGET. @throws StoreError where it refused */
export function hashRow(answer: unknown): HashRow {
  if (!(answer instanceof Error)) return answer as readonly (string | null)[];
  if (isWrongType(answer)) return 'wrong_type';
  throw refused(answer);
}

/** Whether the key holds something else than a hash. */
export function isWrongType(error: unknown): boolean {
  const failure = error instanceof StoreError ? error.cause : error;
  return failure instanceof Error && failure.message.startsWith('WRONGTYPE');
}

function hset(key: string, fields: HashFields): HashCommand {
  const args: HashCommand['args'] = [key];
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) args.push(name, value);
  }
  return { name: 'hset', args };
}

function refused(answer: Error): StoreError {
  const failure: RedisFailure = redisFailure(answer);
  return new StoreError('redis', failure.message, { cause: failure });
}
