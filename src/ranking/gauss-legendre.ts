/** Points and weights of a sum that stands for an integral from 0 to 1. */
export interface Quadrature {
  /** Ascending, between 0 and 1. */
  readonly points: Float64Array;
  /** One per point; together 1. */
  readonly weights: Float64Array;
}

/** Newton's method doubles the digits each time: from the first guess, six times are more than enough. */
const STEPS = 8;

/**
 * Gauss–Legendre quadrature on [0, 1]: exact for polynomials up to degree 2·count − 1. The points are the roots of the
 * Legendre polynomial, found by Newton's method from Tricomi's guess.
 *
 * @param count at least 1
 */
export function gaussLegendre(count: number): Quadrature {
  const points = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    let x = -Math.cos((Math.PI * (index + 0.75)) / (count + 0.5));
    for (let step = 0; step < STEPS; step++) {
      const { value, slope } = legendre(count, x);
      x -= value / slope;
    }
    const { slope } = legendre(count, x);
    points[index] = (1 + x) / 2;
    weights[index] = 1 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}

/** The Legendre polynomial of a degree, by Bonnet's recursion, and its derivative; −1 < x < 1. */
function legendre(degree: number, x: number): { value: number; slope: number } {
  let before = 1;
  let value = x;
  for (let n = 2; n <= degree; n++)
    [before, value] = [value, ((2 * n - 1) * x * value - (n - 1) * before) / n];
  return { value, slope: (degree * (x * value - before)) / (x * x - 1) };
}
