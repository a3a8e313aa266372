import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { topN } from './top-n.js';

describe('topN', () => {
  it('orders by score, then by index, and leaves rejected candidates out', () => {
    const scores = Float64Array.from([1, 3, 2, 3, 9]);
    const rejected = Uint8Array.from([0, 0, 0, 0, 1]);
    expect(topN(scores, rejected, 3)).toEqual([1, 3, 2]);
  });

  it('gives all there are when fewer than n remain', () => {
    expect(topN(Float64Array.from([1, 2]), Uint8Array.from([0, 1]), 5)).toEqual([0]);
    expect(topN(new Float64Array(0), new Uint8Array(0), 5)).toEqual([]);
    expect(topN(Float64Array.from([1]), Uint8Array.from([0]), 0)).toEqual([]);
  });

  it('treats zeros of either sign alike and puts NaN with the lowest', () => {
    expect(topN(Float64Array.from([NaN, -0, 0, -Infinity]), new Uint8Array(4), 4)).toEqual([1, 2, 0, 3]);
  });

  it('agrees with a full sort', () => {
    const candidate = fc.record({
      score: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double()),
      out: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(candidate, { maxLength: 200 }),
        fc.integer({ min: 0, max: 20 }),
        (candidates, n) => {
          const value = (index: number) => {
            const score = candidates[index]!.score;
            return Number.isNaN(score) ? -Infinity : score;
          };
          const sorted = candidates
            .map((_, index) => index)
            .filter((index) => !candidates[index]!.out)
            .sort((a, b) => (value(a) === value(b) ? a - b : value(b) > value(a) ? 1 : -1))
            .slice(0, n);
          const scores = Float64Array.from(candidates, (c) => c.score);
          const rejected = Uint8Array.from(candidates, (c) => Number(c.out));
          expect(topN(scores, rejected, n)).toEqual(sorted);
        },
      ),
    );
  });
});
