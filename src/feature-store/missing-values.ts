import type { FeatureColumn, FeatureTable, FeatureValues } from './feature-column.js';
import type { StoredFeature } from './feature-store.js';

/** Every feature of one record, all missing. */
export function missingValues(features: readonly StoredFeature[]): FeatureValues {
  return new Map(features.map(({ name, kind }) => [name, kind === 'number' ? NaN : null]));
}

/** Every feature of `size` records, all missing. */
export function missingTable(features: readonly StoredFeature[], size: number): FeatureTable {
  const column = (kind: StoredFeature['kind']): FeatureColumn =>
    kind === 'number'
      ? { kind, values: new Float64Array(size).fill(NaN) }
      : { kind, values: Array<null>(size).fill(null) };
  return { size, columns: new Map(features.map(({ name, kind }) => [name, column(kind)])) };
}
