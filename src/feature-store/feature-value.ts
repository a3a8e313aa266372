const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;
const NOT_A_NUMBER = /^[+-]?nan$/i;

/**
 * The number that a stored text means. What Python's `float` and JavaScript's `Number` both read as decimal
 * is read; hexadecimal (`0x10`), grouped (`1,000`, `1_000`), non-ASCII digits and words are not, so that no
 * value is served as something else than the model was trained on. Space around it does not matter.
 *
 * @param text `null` or `undefined` where nothing is stored
 * @returns NaN when missing: nothing stored, empty or blank, or the word `nan`. `±Infinity` for `inf` and
 *   `infinity` with or without a sign, and for what is too large for a double. `undefined` when malformed
 */
export function parseFeatureNumber(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined) return NaN;
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) return Number(trimmed);
  if (trimmed === '' || NOT_A_NUMBER.test(trimmed)) return NaN;
  const sign = INFINITE.exec(trimmed)?.[1];
  if (sign === undefined) return undefined;
  return sign === '-' ? -Infinity : Infinity;
}

/**
 * The category that a stored text means: the text as it is, spaces and case included, since a model compares
 * categories as strings.
 *
 * @returns `null` when missing: nothing stored, or the empty text
 */
export function parseFeatureCategory(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
