import { isId } from '../../recommendation/dto/rules.js';
import { RowProblem } from './source-row.js';

/**
 * What a field's value must be. Text is trimmed; empty text and `null` are absent (`undefined`). Every rule
 * throws RowProblem, naming field and rule, for a value that is there and cannot be used.
 */

const MAX_TEXT = 1_024;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const COUNTRY = /^[A-Za-z]{2}$/;
const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d:?\d\d)?)?$/i;
/** A time that is written as it is to be, on a day that every month has. */
const UTC_ISO = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
/** Smaller numbers are seconds, larger ones milliseconds: 1973-03-03 and the year 5138. */
const SECONDS_BELOW = 1e11;
/** Smaller numbers are no time at all: more likely `yyyymmdd`, a year, or days. */
const TIMES_FROM = 1e8;
const TIMES_BEFORE = Date.UTC(10_000, 0, 1);

/** 1 to 128 characters, or a safe integer. @throws RowProblem also where it is absent */
export function requiredId(field: string, value: unknown): string {
  const id = optionalId(field, value);
  if (id === undefined) throw new RowProblem(`${field} is missing`);
  return id;
}

export function optionalId(field: string, value: unknown): string | undefined {
  const id = typeof value === 'string' ? value.trim() : value;
  if (isAbsent(id)) return undefined;
  if (!isId(id)) {
    throw new RowProblem(`${field} must be 1 to 128 characters, or a safe integer${shown(value)}`);
  }
  return wellFormed(field, String(id));
}

/** A category, a status: up to 1,024 characters; a number or boolean is taken as its text. */
export function optionalText(field: string, value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : value;
  if (isAbsent(text)) return undefined;
  if (typeof text !== 'string' && typeof text !== 'number' && typeof text !== 'boolean') {
    throw new RowProblem(`${field} must be text${shown(value)}`);
  }
  if (String(text).length > MAX_TEXT) throw new RowProblem(`${field} is longer than ${MAX_TEXT} characters`);
  return wellFormed(field, String(text));
}

/**
 * Several values: a JSON array, or text with a separator between them, or text that is a JSON array.
 * Empty ones are left out.
 */
export function listOf(
  field: string,
  value: unknown,
  separator: string,
  rule: (field: string, value: unknown) => string | undefined,
): string[] {
  const items = Array.isArray(value) ? (value as unknown[]) : splitText(field, value, separator);
  return eachOf(items, field, rule);
}

/** Every value by one rule, without those that are absent. */
export function eachOf(
  values: readonly unknown[],
  field: string,
  rule: (field: string, value: unknown) => string | undefined,
): string[] {
  const kept: string[] = [];
  for (const value of values) {
    const text = rule(field, value);
    if (text !== undefined) kept.push(text);
  }
  return kept;
}

function splitText(field: string, value: unknown, separator: string): unknown[] {
  if (typeof value !== 'string') return [value];
  const text = value.trim();
  if (!text.startsWith('[')) return text.split(separator);
  try {
    return JSON.parse(text) as unknown[];
  } catch {
    throw new RowProblem(`${field} begins like a JSON array and is none${shown(value)}`);
  }
}

/** Two letters, in any case; upper-case in the answer. */
export function optionalCountry(field: string, value: unknown): string | undefined {
  const code = typeof value === 'string' ? value.trim() : value;
  if (isAbsent(code)) return undefined;
  if (typeof code !== 'string' || !COUNTRY.test(code)) {
    throw new RowProblem(`${field} must be a country code of two letters${shown(value)}`);
  }
  return code.toUpperCase();
}

/**
 * Milliseconds since the epoch. Accepts ISO 8601 dates and date-times (a space for the `T` is fine; without a
 * zone they are UTC), and epoch numbers: from 10⁸ to 10¹¹ seconds, from 10¹¹ milliseconds.
 */
export function optionalTime(field: string, value: unknown): number | undefined {
  const given = typeof value === 'string' ? value.trim() : value;
  if (isAbsent(given)) return undefined;
  const ms =
    typeof given === 'number' || (typeof given === 'string' && DECIMAL.test(given))
      ? epochTime(Number(given))
      : typeof given === 'string'
        ? isoTime(given)
        : NaN;
  if (!(ms < TIMES_BEFORE)) {
    throw new RowProblem(
      `${field} must be an ISO 8601 date or date-time, or epoch milliseconds or seconds${shown(value)}`,
    );
  }
  return ms;
}

/** As {@link optionalTime}, in ISO 8601: UTC, with milliseconds. */
export function optionalIsoTime(field: string, value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  if (UTC_ISO.test(text)) return text;
  const ms = optionalTime(field, value);
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

function epochTime(value: number): number {
  if (value < TIMES_FROM) return NaN;
  return Math.round(value < SECONDS_BELOW ? value * 1_000 : value);
}

function isoTime(text: string): number {
  const match = DATE.exec(text);
  if (match === null) return NaN;
  const part = (index: number) => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return NaN;
  if (hour > 23 || minute > 59 || second > 59) return NaN;
  const fraction = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1_000);
  return date.setUTCHours(hour, minute, second, fraction) - zoneMs(match[8]);
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  if (minutes > 18 * 60) return NaN;
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

/** A finite number within bounds. */
export function optionalNumber(
  field: string,
  value: unknown,
  [min, max]: readonly [number, number] = [-Infinity, Infinity],
): number | undefined {
  const given = typeof value === 'string' ? value.trim() : value;
  if (isAbsent(given)) return undefined;
  const number = typeof given === 'string' ? (DECIMAL.test(given) ? Number(given) : NaN) : given;
  if (typeof number !== 'number' || !Number.isFinite(number)) {
    throw new RowProblem(`${field} must be a number${shown(value)}`);
  }
  if (number < min || number > max) {
    const bounds = max === Infinity ? `at least ${min}` : `between ${min} and ${max}`;
    throw new RowProblem(`${field} must be ${bounds}${shown(value)}`);
  }
  return number;
}

/** `true`, `false`, 1 or 0, in any case. */
export function optionalBoolean(field: string, value: unknown): boolean | undefined {
  const given = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (isAbsent(given)) return undefined;
  if (given === true || given === 1 || given === 'true' || given === '1') return true;
  if (given === false || given === 0 || given === 'false' || given === '0') return false;
  throw new RowProblem(`${field} must be true, false, 1 or 0${shown(value)}`);
}

function isAbsent(value: unknown): value is '' | null | undefined {
  return value === '' || value === null || value === undefined;
}

function wellFormed(field: string, text: string): string {
  if (!text.isWellFormed() || text.includes('\uFFFD')) throw new RowProblem(`${field} is not valid UTF-8`);
  return text;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `, not ${text.length > 40 ? `${text.slice(0, 40)}…` : text}`;
}
