import type { FeatureColumn } from '../feature-store/feature-column.js';
import type { CategoryCodes } from './category-codes.js';
import type { FeatureDeclaration } from './ranker.js';

/** A feature of a model, with the codes of its categories where it has some. */
export interface EncodedFeature extends FeatureDeclaration {
  readonly codes: CategoryCodes | undefined;
}

/** The number a model takes for a value: itself, or its category's code; NaN when missing or never seen in training. */
export function encodeValue(
  value: number | string | null | undefined,
  codes: CategoryCodes | undefined,
): number {
  if (value === null || value === undefined) return NaN;
  if (codes !== undefined) return codes.get(String(value)) ?? NaN;
  return typeof value === 'number' ? value : NaN;
}

/** A column of such numbers. */
export function encodeColumn(column: FeatureColumn, codes: CategoryCodes | undefined): Float64Array {
  if (column.kind === 'number' && codes === undefined) return column.values;
  const encoded = new Float64Array(column.values.length);
  for (let row = 0; row < encoded.length; row++) encoded[row] = encodeValue(column.values[row], codes);
  return encoded;
}
