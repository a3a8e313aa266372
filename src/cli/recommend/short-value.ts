/** A feature's value or a score, to four digits; `-` when missing. */
export function shortValue(value: number | string | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '-';
  if (typeof value === 'string' || Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 1_000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}
