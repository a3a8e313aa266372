/** Prefixes that people give to such keys. */
const COMMON = ['', 'asset:', 'video:', 'item:', 'user:', 'asset_', 'video_', 'user_', 'a:', 'v:', 'u:'];
const MOST_PREFIXES = 16;

/** Where records may be instead: what stands before the ids of some keys, and what is often there. */
export function possiblePrefixes(keys: readonly string[], configured: readonly string[]): string[] {
  const seen = keys.flatMap((key) => [...(/^\D+/.exec(key) ?? []), ...(/^.*[^a-z\d]/i.exec(key) ?? [])]);
  return [...new Set([...configured, ...seen.filter((prefix) => prefix.length <= 100), ...COMMON])].slice(
    0,
    MOST_PREFIXES,
  );
}

/** Shapes of keys: digits as `#`, so that no id of a user is shown. */
export function looksLike(keys: readonly string[]): string[] {
  return [...new Set(keys.map((key) => key.slice(0, 60).replaceAll(/\d+/g, '#')))].sort();
}

/** Of the answer to `INFO server`. */
export function redisVersion(info: unknown): string | null {
  return /^redis_version:(\S+)/m.exec(String(info))?.[1] ?? null;
}

/** Of the answer to `INFO keyspace`; `null` where there is none. */
export function keysByDatabase(info: unknown): Map<number, number> | null {
  if (typeof info !== 'string') return null;
  const lines = info.matchAll(/^db(\d+):keys=(\d+)/gm);
  return new Map([...lines].map(([, db, keys]) => [Number(db), Number(keys)]));
}
