import { Injectable } from '@nestjs/common';

import { RedisConnections } from '../redis/redis-connections.js';
import type { RedisHashes } from '../redis/redis-hashes.js';
import { RedisSettings } from '../settings/redis.settings.js';
import { StoreError } from '../store-error.js';
import type { ClockReading } from './catalogue-facts.js';
import {
  FeatureFacts,
  type FeatureServer,
  type FoundElsewhere,
  type LookAround,
  type RawRow,
  type RecordKind,
} from './feature-facts.js';
import { isRefusal } from './said.js';
import { keysByDatabase, looksLike, possiblePrefixes, redisVersion } from './redis-keys.js';

/** Beyond the second that the connections themselves wait at their start. */
const OPEN_MS = 1_500;
/** Keys that are looked at where records are not in their place. */
const RANDOM_KEYS = 20;
/** Ids that are tried in each other place: not the newest alone, which may have no features yet. */
const TRIED_IDS = 50;

/**
 * Looks into Redis over the connections that the service uses. Serving needs HMGET alone; what asks for more
 * (INFO, DBSIZE, TIME, RANDOMKEY) is tried once, and left where it is refused. No key space is walked through.
 */
@Injectable()
export class RedisFeatureFacts extends FeatureFacts {
  readonly where: string;

  constructor(
    private readonly connections: RedisConnections,
    private readonly settings: RedisSettings,
  ) {
    super();
    const port = settings.REDIS_PORT === undefined ? '' : `:${settings.REDIS_PORT}`;
    this.where = `Redis ${settings.REDIS_IP ?? ''}${port}`;
  }

  override async server(): Promise<FeatureServer> {
    const { assets, users } = this.connections;
    const { ASSET_FS_DB, USER_FS_DB } = this.settings;
    const info = await permitted(assets.ask('INFO', 'server'));
    const databases = [{ name: `database ${ASSET_FS_DB}`, keys: await permitted(assets.size()) }];
    if (users !== assets) {
      databases.push({ name: `database ${USER_FS_DB}`, keys: await permitted(users.size()) });
    }
    return { product: 'Redis', version: redisVersion(info), databases };
  }

  override async readOnce(signal: AbortSignal): Promise<void> {
    const { all } = this.connections;
    await Promise.all(all.map((hashes) => hashes.open(OPEN_MS)));
    for (const hashes of all) await hashes.probe(signal);
  }

  override placeOf(kind: RecordKind): string {
    const { ASSET_FS_DB, USER_FS_DB, ASSET_KEY_PREFIX, USER_KEY_PREFIX } = this.settings;
    return kind === 'asset'
      ? `keys '${ASSET_KEY_PREFIX}<video_id>' in database ${ASSET_FS_DB}`
      : `keys '${USER_KEY_PREFIX}<user_id>' in database ${USER_FS_DB}`;
  }

  override rows(
    kind: RecordKind,
    ids: readonly string[],
    fields: readonly string[],
    signal: AbortSignal,
  ): Promise<RawRow[]> {
    const [hashes, prefix] =
      kind === 'asset'
        ? [this.connections.assets, this.settings.ASSET_KEY_PREFIX]
        : [this.connections.users, this.settings.USER_KEY_PREFIX];
    return this.#rows(hashes, prefix, ids, fields, signal);
  }

  override async lookAround(
    kind: RecordKind,
    ids: readonly string[],
    fields: readonly string[],
    signal: AbortSignal,
  ): Promise<LookAround> {
    const every = Math.max(1, Math.floor(ids.length / TRIED_IDS));
    const tried = ids.filter((_, index) => index % every === 0).slice(0, TRIED_IDS);
    const { assets, users } = this.connections;
    const own = kind === 'asset' ? assets : users;
    const keys: string[] = [];
    const places: FoundElsewhere[] = [];
    let mayAsk = true;
    for (const hashes of new Set([own, assets, users])) {
      const random = await this.#randomKeys(hashes);
      if (random === null) mayAsk = false;
      keys.push(...(random ?? []));
      const { ASSET_KEY_PREFIX, USER_KEY_PREFIX } = this.settings;
      for (const prefix of possiblePrefixes(random ?? [], [ASSET_KEY_PREFIX, USER_KEY_PREFIX])) {
        const rows = await permitted(this.#rows(hashes, prefix, tried, fields, signal));
        const found = (rows ?? []).filter(hasAny).length;
        if (found > 0) places.push({ place: this.#setting(kind, prefix, hashes === own), found });
      }
    }
    return {
      asked: tried.length,
      places,
      keysLookLike: mayAsk ? looksLike(keys) : null,
      keysByDatabase: keysByDatabase(await permitted(own.ask('INFO', 'keyspace'))),
    };
  }

  override async clock(): Promise<ClockReading> {
    const before = Date.now();
    const [seconds, microseconds] = (await this.connections.assets.ask('TIME')) as [string, string];
    const after = Date.now();
    return { before, there: Number(seconds) * 1_000 + Number(microseconds) / 1_000, after };
  }

  #rows(
    hashes: RedisHashes,
    prefix: string,
    ids: readonly string[],
    fields: readonly string[],
    signal: AbortSignal,
  ): Promise<RawRow[]> {
    return hashes.readMany(
      ids.map((id) => prefix + id),
      fields,
      signal,
    );
  }

  /** `null` where the login may not ask. */
  async #randomKeys(hashes: RedisHashes): Promise<string[] | null> {
    const keys = new Set<string>();
    for (let i = 0; i < RANDOM_KEYS; i++) {
      const key = await permitted(hashes.ask('RANDOMKEY').then(String));
      if (key === null) return null;
      keys.add(key);
    }
    keys.delete('null');
    return [...keys];
  }

  /** The settings that would lead to where something was found. */
  #setting(kind: RecordKind, prefix: string, sameDatabase: boolean): string {
    const { ASSET_FS_DB, USER_FS_DB } = this.settings;
    const other = kind === 'asset' ? USER_FS_DB : ASSET_FS_DB;
    const [prefixName, dbName] =
      kind === 'asset' ? ['ASSET_KEY_PREFIX', 'ASSET_FS_DB'] : ['USER_KEY_PREFIX', 'USER_FS_DB'];
    const withPrefix = `${prefixName}=${prefix === '' ? '(unset)' : prefix}`;
    return sameDatabase ? `with ${withPrefix}` : `with ${dbName}=${other} and ${withPrefix}`;
  }
}

/** The answer, `null` where it is refused. @throws StoreError where there is none */
async function permitted<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof StoreError && isRefusal(error)) return null;
    throw error;
  }
}

function hasAny(row: RawRow): boolean {
  return row !== 'wrong_type' && row.some((text) => text !== null);
}
