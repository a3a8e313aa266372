import type { MappingProblem } from '../retrieval/asset-mapping.js';
import type { UserRecord } from '../retrieval/user-index.js';

/** The server behind the catalogue, as far as it tells. `null`: it does not, or not to this login. */
export interface IndexServer {
  /** `Elasticsearch`, `OpenSearch`, `SQLite` */
  readonly product: string | null;
  readonly version: string | null;
  readonly health: { readonly status: string; readonly nodes: number } | null;
}

/** Assets of one country value. */
export interface CountryCount {
  /** As the index has it. */
  readonly country: string;
  /** Approved and not dated in the future. */
  readonly eligible: number;
  /** Of these, with a date. */
  readonly dated: number;
}

/** The whole catalogue in numbers. */
export interface AssetCounts {
  readonly total: number;
  /** Whether the store ran out of time, and the numbers are of a part only. */
  readonly partial: boolean;
  /** How many have which status; the most frequent ones. */
  readonly statuses: ReadonlyMap<string, number>;
  readonly approved: number;
  /** Of the approved: dated later than now. */
  readonly future: number;
  /** Of the approved: without a date. */
  readonly undated: number;
  /** Of the approved: without any country. */
  readonly withoutCountry: number;
  /** Of the approved: without an id, where ids are a field. */
  readonly withoutId: number;
  /** Approved and not dated in the future: what may be shown. */
  readonly eligible: number;
  readonly countries: readonly CountryCount[];
}

/** One user of a sample. */
export interface SampledUser {
  /** What the user is asked for by; `null` where the document lacks it. */
  readonly id: string | null;
  /** The document's `user_id`, where it has one. */
  readonly userIdField: string | null;
  readonly record: UserRecord;
  /** Fields that hold something other than they may. */
  readonly malformed: readonly string[];
}

/** What the mappings say. `userKey`: what is wrong with the field that `ES_USER_KEY` names, or `null`. */
export interface MappingFacts {
  /** `field → how it is used`, for people. */
  readonly usable: readonly string[];
  readonly problems: readonly MappingProblem[];
  readonly userKey: string | null;
}

/** A clock, read between two readings of this machine's. Milliseconds since the epoch. */
export interface ClockReading {
  readonly before: number;
  readonly there: number;
  readonly after: number;
}

/**
 * What can be asked of the store of catalogue and users beyond what serving asks, read-only and bounded.
 *
 * @throws StoreError where it does not answer, or the login may not ask
 */
export abstract class CatalogueFacts {
  /** Where it is, for people; no credentials. */
  abstract readonly where: string;
  abstract server(signal: AbortSignal): Promise<IndexServer>;
  /** One request as the candidates are searched by. */
  abstract searchAssets(signal: AbortSignal): Promise<void>;
  /** `null` where there is nothing to be mapped. */
  abstract mappings(signal: AbortSignal): Promise<MappingFacts | null>;
  /** @param now milliseconds since the epoch */
  abstract assets(now: number, signal: AbortSignal): Promise<AssetCounts>;
  /** Any users, at most `size`. */
  abstract users(size: number, signal: AbortSignal): Promise<readonly SampledUser[]>;
  /** `null` where the store has no clock of its own. */
  abstract clock(signal: AbortSignal): Promise<ClockReading | null>;
}
