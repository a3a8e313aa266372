import type { Client } from '@elastic/elasticsearch';
import { Redis } from 'ioredis';

import { CATALOGUE_PROPERTIES } from '../../src/retrieval/catalogue-writer.elasticsearch.js';
import { COUNTRIES } from '../../src/sqlite/sample-world/countries.js';
import { assetDocument, DAY_MS, type SampleAsset } from '../../src/sqlite/sample-world/sample-asset.js';
import { CACHE } from '../cache.js';
import { storeVersions, trainerVersion, type Versions } from '../versions.js';
import { ASSET_FEATURES, assetFeatures } from './asset-features.js';
import { type BlacklistLength, Blacklists } from './blacklists.js';
import { elasticsearchClient, fillIndex, indexFilledAt } from './load-elasticsearch.js';
import { databaseFilled, fillDatabase } from './load-redis.js';
import { trainedModels, type WorldModels } from './models.js';
import { userFeatures } from './user-features.js';
import { worldAssets, worldUsers } from './world-generator.js';
import { enterStores, leaveStores, requireRoom } from './world-stores.js';

export interface WorldOptions {
  readonly assets: keyof typeof DATABASES;
  /** At most, and by default, 50,000. */
  readonly users?: number;
  /** Ids in a user's blacklist: so many, or evenly between two counts. By default 0 to 200. */
  readonly blacklist?: BlacklistLength | number;
}

/** A catalogue, its users and their features in a real Elasticsearch and a real Redis. */
export interface World {
  readonly elasticsearchUrl: string;
  readonly redisUrl: string;
  /** Settings of a service on this world, by their names in the environment: stores, features, numerical model. */
  readonly env: Readonly<Record<string, string>>;
  readonly models: WorldModels;
  /** Country `null`: the user index has none. */
  readonly users: readonly { readonly id: string; readonly country: string | null }[];
  readonly userIds: readonly string[];
  /** The largest first. */
  readonly countries: readonly string[];
  readonly assetCount: number;
  /** Of its stores, and of the LightGBM that trained its models. */
  readonly versions: Versions;
  /** The stores go on for a while, for whoever opens the next world, and end with the process. */
  readonly close: () => Promise<void>;
}

/** Each size's hashes are in a database of their own. */
const DATABASES = { 10_000: 1, 100_000: 2, 1_000_000: 3 } as const;
const PYTHON_PACKAGES = new URL('../python/requirements.txt', import.meta.url);
const MOST_USERS = 50_000;
const ASSET_PREFIX = 'asset:';
const USER_PREFIX = 'user:';
/** A catalogue that nobody adds to grows old: then it is made again, dated anew. */
const FRESH_DAYS = 14;

/**
 * Opens the world of a size. What it holds is the same every time, only dated from the day on which it was
 * loaded; it is loaded once and kept in the bench's cache between runs.
 *
 * @throws RangeError for options that do not go together; Error where the stores cannot be had
 */
export async function openWorld(options: WorldOptions): Promise<World> {
  const { assets: assetCount, users: userCount = MOST_USERS, blacklist = { min: 0, max: 200 } } = options;
  if (userCount > MOST_USERS) throw new RangeError(`at most ${MOST_USERS} users, not ${userCount}`);
  const length = typeof blacklist === 'number' ? { min: blacklist, max: blacklist } : blacklist;
  const servers = await enterStores();
  try {
    const database = DATABASES[assetCount];
    const assetIndex = `assets-${assetCount}`;
    const userIndex = `users-${assetCount}-${userCount}-${length.min}-${length.max}`;
    const client = elasticsearchClient(servers.elasticsearchUrl);
    const redis = new Redis(`${servers.redisUrl}/${database}`);
    try {
      const catalogue = new Catalogue(assetCount);
      await fillAssets(client, assetIndex, catalogue);
      await fillUsers(client, userIndex, catalogue, userCount, length);
      if (!(await databaseFilled(redis))) {
        await requireRoom(assetCount);
        await fillDatabase(redis, hashes(catalogue.assets));
      }
    } finally {
      redis.disconnect();
      await client.close();
    }
    const models = await trainedModels(CACHE);
    const users = worldUsers(userCount).map(({ id, country }) => ({ id, country }));
    return {
      elasticsearchUrl: servers.elasticsearchUrl,
      redisUrl: `${servers.redisUrl}/${database}`,
      env: {
        ...servers.env,
        ES_ASSET_INDEX: assetIndex,
        ES_USER_INDEX: userIndex,
        ASSET_FS_DB: String(database),
        USER_FS_DB: String(database),
        ASSET_KEY_PREFIX: ASSET_PREFIX,
        USER_KEY_PREFIX: USER_PREFIX,
        ASSET_FEATURES: ASSET_FEATURES.join(),
        MODEL_PATH: models.numerical,
      },
      models,
      users,
      userIds: users.map(({ id }) => id),
      countries: COUNTRIES,
      assetCount,
      versions: { ...(await storeVersions(servers)), ...trainerVersion(PYTHON_PACKAGES) },
      close: () => {
        leaveStores();
        return Promise.resolve();
      },
    };
  } catch (error) {
    leaveStores();
    throw error;
  }
}

/** Generated only where something has to be loaded. */
class Catalogue {
  #assets: readonly SampleAsset[] | undefined;

  constructor(readonly size: number) {}

  get assets(): readonly SampleAsset[] {
    return (this.#assets ??= worldAssets(this.size));
  }
}

async function fillAssets(client: Client, index: string, catalogue: Catalogue): Promise<void> {
  const day = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const filledAt = (await indexFilledAt(client, index)) ?? 0;
  if (day - filledAt <= FRESH_DAYS * DAY_MS) return;
  await requireRoom(catalogue.size);
  const documents = mapped(catalogue.assets, (asset) => assetDocument(asset, day));
  await fillIndex(client, index, CATALOGUE_PROPERTIES.assets, documents, ({ video_id }) => video_id, day);
}

async function fillUsers(
  client: Client,
  index: string,
  catalogue: Catalogue,
  count: number,
  length: BlacklistLength,
): Promise<void> {
  if ((await indexFilledAt(client, index)) !== undefined) return;
  const blacklists = new Blacklists(catalogue.assets, length);
  const documents = mapped(worldUsers(count), (user) => ({
    user_id: user.id,
    ...(user.country !== null && { user_country: user.country }),
    user_blacklist: blacklists.of(user),
  }));
  await fillIndex(client, index, CATALOGUE_PROPERTIES.users, documents, ({ user_id }) => user_id, Date.now());
}

/** One at a time: a million documents need not be there at once. */
function* mapped<T, U>(items: readonly T[], map: (item: T) => U): Generator<U> {
  for (const item of items) yield map(item);
}

function* hashes(assets: readonly SampleAsset[]): Generator<[key: string, fields: object]> {
  for (const asset of assets) {
    const features = assetFeatures(asset);
    if (features !== null) yield [ASSET_PREFIX + asset.id, features];
  }
  for (const user of worldUsers(MOST_USERS)) {
    const features = userFeatures(user);
    if (features !== null) yield [USER_PREFIX + user.id, features];
  }
}
