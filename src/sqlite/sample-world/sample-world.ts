import type { AssetDocument, UserDocument } from '../../retrieval/documents.js';
import { assetDocument, DAY_MS, type SampleAsset, sampleAssets } from './sample-asset.js';
import { sampleFeatures, type SampleFeatures } from './sample-features.js';
import { type SampleUser, sampleUsers } from './sample-user.js';
import { sampleViews, type View } from './views.js';

/** Days of views that the features come from. */
export const BEHAVIOUR_DAYS = 60;

export interface SampleWorldOptions {
  /** Milliseconds since the epoch. The world's day is the UTC day it is in: everything is dated relative to its start. */
  readonly now: number;
  /** Another number, another world of the same kind. */
  readonly seed?: number;
  readonly assets?: number;
  readonly users?: number;
}

/**
 * A made-up catalogue, its users, and what they watched. The same on every machine: on another day, the same world
 * moved by whole days.
 */
export class SampleWorld {
  readonly assets: readonly SampleAsset[];
  readonly users: readonly SampleUser[];
  /** Start of the world's day, milliseconds since the epoch. */
  readonly day: number;
  readonly #seed: number;

  constructor({ now, seed = 1, assets = 3_000, users = 300 }: SampleWorldOptions) {
    this.day = Math.floor(now / DAY_MS) * DAY_MS;
    this.#seed = seed;
    this.assets = sampleAssets(seed, assets);
    this.users = sampleUsers(seed, users);
  }

  /** What was watched, in the order of days, `from` included, `to` excluded; negative days are before the world's. */
  views(from: number, to: number): Iterable<View> {
    return sampleViews(this.#seed, this.assets, this.users, from, to);
  }

  /** What the stores hold on the world's day. */
  contents(): SampleContents {
    const views = [...this.views(-BEHAVIOUR_DAYS, 0)];
    const remembered = new Map(this.users.map((user) => [user, new Set<string>()]));
    for (const { user, asset, completed } of views.toReversed()) {
      const blacklist = remembered.get(user);
      if (completed && blacklist !== undefined && blacklist.size < user.remembers) blacklist.add(asset.id);
    }
    return {
      assets: this.assets.map((asset) => assetDocument(asset, this.day)),
      users: Array.from(remembered, ([user, blacklist]) => ({
        user_id: user.id,
        ...(user.country !== null && { user_country: user.country }),
        user_blacklist: [...blacklist],
      })),
      features: sampleFeatures(views),
    };
  }
}

/** Documents and records as any catalogue and feature writer takes them. */
export interface SampleContents {
  readonly assets: readonly AssetDocument[];
  /** Blacklists: what they watched to the end last, 0..80 ids, latest first. */
  readonly users: readonly UserDocument[];
  readonly features: SampleFeatures;
}
