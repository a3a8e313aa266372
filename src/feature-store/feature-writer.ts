/** Stored features of one asset or user, as text: field → value. */
export interface FeatureRecord {
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Writes stored features; used by imports only, never while serving. */
export abstract class FeatureWriter {
  /** Where it writes, for people: store, database and prefix, no credentials. */
  abstract readonly assetTarget: string;
  abstract readonly userTarget: string;

  /**
   * Makes the target ready.
   * @throws ForeignTargetError when it is not empty, was not made by an import, and `intoExisting` is false
   */
  abstract open(kind: 'assets' | 'users', intoExisting: boolean): Promise<void>;

  /** Sets the given fields; other fields of the same record stay. @throws StoreError */
  abstract write(kind: 'assets' | 'users', records: readonly FeatureRecord[]): Promise<void>;

  abstract close(): Promise<void>;
}
