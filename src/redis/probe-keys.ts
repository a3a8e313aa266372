const PLACES = [0, 1, 2, 3];

/**
 * Keys that nobody has, read to see whether features may be read. On a cluster they lie one in each quarter of the
 * slots, whatever the prefix (keys of one length differ by the same slot bits), so that a server with a part of the
 * keys does not pass for one with all. A prefix with a hash tag keeps all in one slot, as it does what is read.
 */
export function probeKeys(prefix: string): string[] {
  return PLACES.map((place) => `${prefix}upnext:probe:${place}`);
}
