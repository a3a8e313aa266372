/** One feature of many assets, in the assets' order. A missing number is NaN, a missing category `null`. */
export type FeatureColumn = NumberColumn | CategoryColumn;

/** A column of numbers. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly values: Float64Array;
}

/** A column of texts, as a model compares them. */
export interface CategoryColumn {
  readonly kind: 'category';
  readonly values: readonly (string | null)[];
}

/** Columns of the same length, by feature name. */
export interface FeatureTable {
  readonly size: number;
  readonly columns: ReadonlyMap<string, FeatureColumn>;
}

/** Features of one viewer or request, by name: a number (NaN when missing), or a category (`null` when missing). */
export type FeatureValues = ReadonlyMap<string, number | string | null>;
