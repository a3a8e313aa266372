import type { IndexValue } from '../retrieval/documents.js';

/** A value's texts, whether it holds none, one or several; blanks left out. */
export function texts(value: IndexValue): string[] {
  const all = typeof value === 'string' ? [value] : (value ?? []);
  return all.filter((text) => text !== '');
}

/** The two-letter country codes among a value's texts, in upper case, without repeats. */
export function countryCodes(value: IndexValue): string[] {
  return [
    ...new Set(
      texts(value)
        .filter((text) => /^[a-z]{2}$/i.test(text))
        .map((text) => text.toUpperCase()),
    ),
  ];
}
