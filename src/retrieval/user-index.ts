/** What the user index knows of one user. */
export interface UserRecord {
  /** Two upper-case letters, or `null` when missing or malformed. */
  readonly country: string | null;
  /** Ids of videos that must not be shown again, without repeats. */
  readonly blacklist: readonly string[];
}

/**
 * Users: country and blacklist. `null` for a user who is not there.
 *
 * @throws StoreError when the store cannot answer
 */
export abstract class UserIndex {
  abstract find(userId: string, signal?: AbortSignal): Promise<UserRecord | null>;
}
