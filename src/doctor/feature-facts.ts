import type { ClockReading } from './catalogue-facts.js';

export type RecordKind = 'asset' | 'user';

/** One database, as the service is connected to it. */
export interface FeatureDatabase {
  /** For people: `database 0`. */
  readonly name: string;
  /** Keys in it; `null` where the login may not ask. */
  readonly keys: number | null;
}

export interface FeatureServer {
  readonly product: string;
  /** `null` where the login may not ask. */
  readonly version: string | null;
  readonly databases: readonly FeatureDatabase[];
}

/** Texts of the fields asked, `null` where absent; `wrong_type` where a record's key holds something else. */
export type RawRow = readonly (string | null)[] | 'wrong_type';

/** A place where records were found that are not where the settings say. */
export interface FoundElsewhere {
  /** For people, with the setting that would lead there: `with ASSET_KEY_PREFIX = "asset:"`. */
  readonly place: string;
  readonly found: number;
}

/** What a look around for records that are not in their place brought. */
export interface LookAround {
  readonly asked: number;
  readonly places: readonly FoundElsewhere[];
  /** What a few keys look like, digits as `#`; `null` where the login may not ask. */
  readonly keysLookLike: readonly string[] | null;
  /** Keys by database; `null` where the login may not ask. */
  readonly keysByDatabase: ReadonlyMap<number, number> | null;
}

/**
 * What can be asked of the feature store beyond what serving asks, read-only and bounded.
 *
 * @throws StoreError where it does not answer, or the login may not ask
 */
export abstract class FeatureFacts {
  /** Where it is, for people; no credentials. */
  abstract readonly where: string;
  abstract server(signal: AbortSignal): Promise<FeatureServer>;
  /** One read as the features of a user are read. */
  abstract readOnce(signal: AbortSignal): Promise<void>;
  /** Where the records of this kind should be, for people. */
  abstract placeOf(kind: RecordKind): string;
  /** The fields of many records, as they are stored. */
  abstract rows(
    kind: RecordKind,
    ids: readonly string[],
    fields: readonly string[],
    signal: AbortSignal,
  ): Promise<RawRow[]>;
  /** Looks for records of these ids in other places; `null` where there are none. */
  abstract lookAround(
    kind: RecordKind,
    ids: readonly string[],
    fields: readonly string[],
    signal: AbortSignal,
  ): Promise<LookAround | null>;
  /** `null` where the store has no clock of its own. */
  abstract clock(signal: AbortSignal): Promise<ClockReading | null>;
}
