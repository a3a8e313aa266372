import { describe, expect, it } from '@jest/globals';

import { gaussLegendre } from './gauss-legendre.js';

describe('Gauss–Legendre quadrature', () => {
  it.each([1, 2, 3, 5, 8, 20, 100])('of %d points is exact for polynomials up to its degree', (count) => {
    const { points, weights } = gaussLegendre(count);
    for (const degree of [0, 1, count, 2 * count - 1]) {
      const sum = points.reduce((total, y, i) => total + weights[i]! * y ** degree, 0);
      expect(Math.abs(sum * (degree + 1) - 1)).toBeLessThan(1e-13);
    }
    expect([...points].sort((a, b) => a - b)).toEqual([...points]);
    expect(points.every((y) => y > 0 && y < 1)).toBe(true);
  });

  it('is not exact beyond', () => {
    const { points, weights } = gaussLegendre(2);
    const sum = points.reduce((total, y, i) => total + weights[i]! * y ** 4, 0);
    expect(Math.abs(sum - 1 / 5)).toBeGreaterThan(1e-3);
  });
});
