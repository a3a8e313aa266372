import type { TargetOwner, Writing } from '../target-owner.js';

/** Stored features of one asset or user, as text: field → value. */
export interface FeatureRecord {
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Writes stored features; used by the `import` commands only, never while serving. */
export abstract class FeatureWriter {
  /** Where it writes, for people: store, database and prefix, no credentials. */
  abstract readonly assetTarget: string;
  abstract readonly userTarget: string;

  /** Who made the target; `null` where there is nothing yet. Changes nothing. @throws StoreError */
  abstract owner(kind: 'assets' | 'users'): Promise<TargetOwner | null>;

  /**
   * Makes the target ready.
   *
   * @param writing what is going to be written; an import unless said
   * @throws ForeignTargetError when it is not empty and was not made by the same kind of writing, and `intoExisting` is false
   */
  abstract open(kind: 'assets' | 'users', intoExisting: boolean, writing?: Writing): Promise<void>;

  /** Sets the given fields; other fields of the same record stay. @throws StoreError */
  abstract write(kind: 'assets' | 'users', records: readonly FeatureRecord[]): Promise<void>;

  abstract close(): Promise<void>;
}
