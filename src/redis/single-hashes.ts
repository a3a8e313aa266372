import type { HashCommand, RedisConnection } from './redis-connection.js';
import { type HashRow, hashRow, isWrongType, PIPELINE_SIZE, RedisHashes } from './redis-hashes.js';

/** All hashes on one server, over one connection. Pipelines go out one after the other. */
export class SingleHashes extends RedisHashes {
  constructor(private readonly connection: RedisConnection) {
    super();
  }

  override open(ms: number): Promise<boolean> {
    return this.connection.open(ms);
  }

  override read(key: string, fields: readonly string[], signal?: AbortSignal): Promise<HashRow> {
    return readHash(this.connection, key, fields, signal);
  }

  override size(): Promise<number> {
    return this.connection.run((client) => client.dbsize());
  }

  override probe(signal?: AbortSignal): Promise<void> {
    return this.connection.probe(signal);
  }

  override ask(command: string, ...args: string[]): Promise<unknown> {
    return this.connection.run((client) => client.call(command, ...args));
  }

  override close(): Promise<void> {
    return this.connection.close();
  }

  protected override send(
    commands: readonly HashCommand[],
    signal?: AbortSignal,
    ms?: number,
  ): Promise<unknown[]> {
    return inPipelines(this.connection, commands, signal, ms);
  }
}

/** One read; those of the same moment share a write. @throws StoreError */
export async function readHash(
  connection: RedisConnection,
  key: string,
  fields: readonly string[],
  signal?: AbortSignal,
): Promise<HashRow> {
  try {
    return hashRow(await connection.run((client) => client.hmget(key, ...fields), signal));
  } catch (error) {
    if (isWrongType(error)) return 'wrong_type';
    throw error;
  }
}

/** Commands in pipelines of a bounded size, one after the other. @throws StoreError */
export async function inPipelines(
  connection: RedisConnection,
  commands: readonly HashCommand[],
  signal?: AbortSignal,
  ms?: number,
): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (let start = 0; start < commands.length; start += PIPELINE_SIZE) {
    const part = await connection.pipeline(commands.slice(start, start + PIPELINE_SIZE), signal, ms);
    for (const answer of part) answers.push(answer);
  }
  return answers;
}
