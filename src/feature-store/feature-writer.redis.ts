import { Injectable } from '@nestjs/common';

import { ForeignTargetError } from '../foreign-target-error.js';
import { Clock } from '../clock.js';
import { RedisConnections } from '../redis/redis-connections.js';
import type { HashFields, RedisHashes } from '../redis/redis-hashes.js';
import { shownNode } from '../redis/redis-nodes.js';
import { configuredNodes } from '../redis/redis-options.js';
import { RedisSettings } from '../settings/redis.settings.js';
import { StoreError } from '../store-error.js';
import { type TargetOwner, type Writing, WRITINGS } from '../target-owner.js';
import { type FeatureRecord, FeatureWriter } from './feature-writer.js';

type Kind = 'assets' | 'users';

const CONNECT_WAIT_MS = 5_000;
/** After the prefix: keys that say who began this key space. */
const MARKERS: Readonly<Record<Writing, string>> = {
  import: 'upnext:import',
  'sample world': 'upnext:sample-world',
};

/**
 * Writes features to Redis, each record a hash at prefix + id.
 *
 * Whose a key space is cannot be seen in the keys without scanning them, so whoever begins one leaves a marker of
 * its own beside them. A database without any key is taken; one with keys is taken where the marker is there, of
 * this prefix or of the other kind's in the same database. Anything else counts as somebody else's, also where
 * a prefix is configured that no key may have yet: in a database shared with others Redis cannot tell.
 */
@Injectable()
export class RedisFeatureWriter extends FeatureWriter {
  constructor(
    private readonly connections: RedisConnections,
    private readonly settings: RedisSettings,
    private readonly clock: Clock,
  ) {
    super();
  }

  override get assetTarget(): string {
    return this.#target('assets');
  }

  override get userTarget(): string {
    return this.#target('users');
  }

  override async owner(kind: Kind): Promise<TargetOwner | null> {
    const connection = this.#connection(kind);
    if (!(await connection.open(CONNECT_WAIT_MS))) {
      throw new StoreError('redis', `no usable connection within ${CONNECT_WAIT_MS / 1_000} s`);
    }
    for (const writing of WRITINGS) {
      if (await marked(connection, this.#marker(kind, writing))) return writing;
    }
    const { ASSET_FS_DB, USER_FS_DB } = this.settings;
    const otherKind = kind === 'assets' ? 'users' : 'assets';
    if (ASSET_FS_DB === USER_FS_DB) {
      for (const writing of WRITINGS) {
        if (await marked(connection, this.#marker(otherKind, writing))) return null;
      }
    }
    return (await connection.size()) === 0 ? null : 'other';
  }

  override async open(kind: Kind, intoExisting: boolean, writing: Writing = 'import'): Promise<void> {
    const owner = await this.owner(kind);
    if (owner === null) {
      const startedAt = new Date(this.clock.now()).toISOString();
      const mark = [this.#marker(kind, writing), { started_at: startedAt }] as const;
      await this.#connection(kind).write([mark]);
    } else if (owner !== writing && !intoExisting) {
      throw new ForeignTargetError(this.#target(kind), writing);
    }
  }

  override async write(kind: Kind, records: readonly FeatureRecord[]): Promise<void> {
    const prefix = this.#prefix(kind);
    const hashes: (readonly [key: string, fields: HashFields])[] = [];
    for (const { id, values } of records) if (!isEmpty(values)) hashes.push([prefix + id, values]);
    await this.#connection(kind).write(hashes);
  }

  /** Every write was answered already; the connections are closed with the process. */
  override close(): Promise<void> {
    return Promise.resolve();
  }

  #marker(kind: Kind, writing: Writing): string {
    return this.#prefix(kind) + MARKERS[writing];
  }

  #prefix(kind: Kind): string {
    return kind === 'assets' ? this.settings.ASSET_KEY_PREFIX : this.settings.USER_KEY_PREFIX;
  }

  #connection(kind: Kind): RedisHashes {
    return kind === 'assets' ? this.connections.assets : this.connections.users;
  }

  #target(kind: Kind): string {
    const { REDIS_CLUSTER, REDIS_SENTINEL_MASTER, ASSET_FS_DB, USER_FS_DB } = this.settings;
    const db = kind === 'assets' ? ASSET_FS_DB : USER_FS_DB;
    const nodes = configuredNodes(this.settings).map(shownNode).join(',');
    const sentinel =
      REDIS_SENTINEL_MASTER === undefined ? '' : `master ${REDIS_SENTINEL_MASTER} of the sentinels `;
    return `Redis ${REDIS_CLUSTER ? 'Cluster ' : sentinel}${nodes}, database ${db}, keys ${JSON.stringify(`${this.#prefix(kind)}*`)}`;
  }
}

async function marked(connection: RedisHashes, key: string): Promise<boolean> {
  const row = await connection.read(key, ['started_at']);
  return row !== 'wrong_type' && typeof row[0] === 'string';
}

function isEmpty(fields: HashFields): boolean {
  for (const name in fields) if (Object.hasOwn(fields, name)) return false;
  return true;
}
