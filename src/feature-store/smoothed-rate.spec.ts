import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { SMOOTHING_VIEWS, smoothedRate } from './smoothed-rate.js';

const { user, asset, category } = SMOOTHING_VIEWS;

describe('smoothedRate', () => {
  it.each([
    ['a user with nothing watched', 0, 0, user, 0.2, 0.2],
    ['a user', 4, 10, user, 0.2, 0.3],
    ['an asset', 5, 20, asset, 0.25, 0.25],
    ['an asset with one view, completed', 1, 1, asset, 0.2, 5 / 21],
    ['a category', 90, 100, category, 0.1, 0.5],
    ['a category with many views', 900_000, 1_000_000, category, 0.1, 900_010 / 1_000_100],
  ])('of %s', (_, completed, views, k, prior, rate) => {
    expect(smoothedRate(completed, views, k, prior)).toBe(rate);
  });

  it('lies between the rate seen and the prior', () => {
    const views = fc.integer({ min: 1, max: 1_000_000 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(views, share, share, fc.constantFrom(user, asset, category), (n, seen, prior, k) => {
        const completed = Math.round(n * seen);
        const rate = smoothedRate(completed, n, k, prior);
        const bounds = [completed / n, prior].sort((a, b) => a - b) as [number, number];
        expect(rate).toBeGreaterThanOrEqual(bounds[0] - 1e-12);
        expect(rate).toBeLessThanOrEqual(bounds[1] + 1e-12);
      }),
    );
  });
});
