import { Blacklist } from './blacklist.js';
import type { UserRecord } from './user-index.js';

/** A field that held something other than it may. */
export type MalformedUserField = 'user_country' | 'user_blacklist';

/**
 * A user as other people's index holds it: each field missing, one value or several. What cannot be used is
 * left out and said to `malformed`, once per field.
 */
export function userRecord(source: unknown, malformed: (field: MalformedUserField) => void): UserRecord {
  const { user_country, user_blacklist } = isRecord(source) ? source : {};
  return {
    country: country(valuesOf(user_country), () => {
      malformed('user_country');
    }),
    blacklist:
      user_blacklist instanceof Blacklist
        ? user_blacklist
        : Blacklist.of(
            ids(valuesOf(user_blacklist), () => {
              malformed('user_blacklist');
            }),
          ),
  };
}

/** The first of two letters. */
function country(values: readonly unknown[], malformed: () => void): string | null {
  for (const value of values) {
    if (typeof value === 'string' && /^[a-z]{2}$/i.test(value.trim())) return value.trim().toUpperCase();
  }
  if (values.length > 0) malformed();
  return null;
}

/** Numbers become text; above 2^53 they have lost digits, and name another video. */
function ids(values: readonly unknown[], malformed: () => void): string[] {
  const known: string[] = [];
  let unusable = false;
  for (const value of values) {
    if (typeof value === 'string' || Number.isSafeInteger(value)) known.push(String(value));
    else unusable = true;
  }
  if (unusable) malformed();
  return known;
}

/** Missing, one, several, or several within several: an index takes them for the same. */
function valuesOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return isMissing(value) ? [] : [value];
  const values = value as unknown[];
  if (!values.some((each) => isMissing(each) || Array.isArray(each))) return values;
  return values.flat(Infinity).filter((each) => !isMissing(each));
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
