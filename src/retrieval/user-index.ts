import type { Blacklist } from './blacklist.js';

/** What the user index knows of one user. */
export interface UserRecord {
  /** Two upper-case letters, or `null` when missing or malformed. */
  readonly country: string | null;
  readonly blacklist: Blacklist;
}

/**
 * Users: country and blacklist. `null` for a user who is not there.
 *
 * @throws StoreError when the store cannot answer
 */
export abstract class UserIndex {
  abstract find(userId: string, signal?: AbortSignal): Promise<UserRecord | null>;
}
