import type { UserRecord } from '../src/retrieval/user-index.js';

/** What a test compares: a blacklist by its ids. */
export function plainUser(
  record: UserRecord | null,
): { readonly country: string | null; readonly blacklist: readonly string[] } | null {
  return record === null ? null : { country: record.country, blacklist: record.blacklist.ids };
}
