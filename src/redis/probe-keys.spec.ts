import { describe, expect, it } from '@jest/globals';
import calculateSlot from 'cluster-key-slot';

import { probeKeys } from './probe-keys.js';

const SLOTS_IN_A_QUARTER = 4_096;
const quarters = (prefix: string) =>
  probeKeys(prefix).map((key) => Math.floor(calculateSlot(key) / SLOTS_IN_A_QUARTER));

describe('the keys that a connection is checked with', () => {
  it.each(['', 'asset:', 'user:', 'fs:asset:', 'a/long/prefix/of/somebody/', 'ü', '{open'])(
    'lie in every quarter of the slots behind %j',
    (prefix) => {
      expect(quarters(prefix).sort()).toEqual([0, 1, 2, 3]);
    },
  );

  it('lie where everything lies that has the same tag', () => {
    expect(new Set(quarters('{fs}:')).size).toBe(1);
  });
});
