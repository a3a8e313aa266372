import { describe, expect, it } from '@jest/globals';

import { cumulative, Random } from './random.js';

function many<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

describe('Random', () => {
  it('repeats itself for a key, and differs for another', () => {
    const draws = (...key: number[]) => {
      const random = new Random(...key);
      return many(5, () => random.next());
    };
    expect(draws(1, 2)).toEqual(draws(1, 2));
    expect(new Set([draws(1, 2), draws(2, 1), draws(1, 3), draws(1)].map(String)).size).toBe(4);
  });

  it('is uniform from 0 to 1', () => {
    const random = new Random(7);
    const tenths = Array<number>(10).fill(0);
    for (const draw of many(10_000, () => random.next())) tenths[Math.floor(draw * 10)]! += 1;
    for (const share of tenths) expect(Math.abs(share - 1_000)).toBeLessThan(120);
  });

  it('has a normal of mean 0 and deviation 1', () => {
    const random = new Random(8);
    const draws = many(10_000, () => random.normal());
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });

  it('draws by weight, never what weighs nothing', () => {
    const random = new Random(9);
    const weights = cumulative([0, 3, 0, 1, 0]);
    const draws = many(4_000, () => random.weighted(weights));
    expect([...new Set(draws)].sort()).toEqual([1, 3]);
    expect(Math.abs(draws.filter((draw) => draw === 1).length - 3_000)).toBeLessThan(150);
  });

  it('counts around an expectation', () => {
    const random = new Random(10);
    const draws = many(10_000, () => random.around(2.25));
    expect([...new Set(draws)].sort()).toEqual([2, 3]);
    expect(Math.abs(draws.reduce((a, b) => a + b) / draws.length - 2.25)).toBeLessThan(0.02);
  });
});
