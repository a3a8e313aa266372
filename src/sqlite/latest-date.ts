import type { IndexValue } from '../retrieval/documents.js';
import { texts } from './index-values.js';

/**
 * The latest of a value's dates, in milliseconds since the epoch; `null` where none can be read. A date is ISO 8601
 * (UTC where it names no offset) or milliseconds since the epoch.
 */
export function latestDate(value: IndexValue): number | null {
  const dates = texts(value)
    .map(epochMs)
    .filter((date) => !Number.isNaN(date));
  return dates.length === 0 ? null : Math.max(...dates);
}

function epochMs(text: string): number {
  if (/^-?\d{5,}$/.test(text)) return new Date(Number(text)).getTime();
  if (!/^[+-]?\d{4,6}-\d\d/.test(text)) return NaN;
  const withoutOffset = /T[\d:.]+$/.test(text);
  return Date.parse(withoutOffset ? `${text}Z` : text);
}
