/** One item of the catalogue, as far as the service needs to know it. */
export interface Asset {
  readonly videoId: string;
  /** Milliseconds since the epoch; `null` when the index has no usable date. */
  readonly creationDate: number | null;
  /** Upper-case country codes; empty when unknown, several when the index holds an array. */
  readonly productionCountries: readonly string[];
  readonly primaryCategory: string | null;
  readonly secondaryCategory: string | null;
}
