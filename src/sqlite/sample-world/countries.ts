/** Country → share of catalogue and viewers, before scaling: a few large, many small. */
export const COUNTRY_WEIGHTS: Readonly<Record<string, number>> = {
  BR: 20,
  US: 16,
  IN: 12,
  MX: 9,
  ID: 7,
  DE: 6,
  FR: 5,
  GB: 5,
  JP: 4,
  AR: 3,
  ES: 3,
  IT: 2.5,
  CO: 2,
  TR: 1.5,
  PL: 1.2,
  NG: 1,
  CL: 0.8,
  PT: 0.6,
  KE: 0.4,
  UY: 0.3,
};
export const COUNTRIES: readonly string[] = Object.keys(COUNTRY_WEIGHTS);
