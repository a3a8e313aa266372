import type { StoredFeature } from '../feature-store/feature-store.js';
import { parseFeatureNumber } from '../feature-store/feature-value.js';
import type { LookAround, RawRow, RecordKind } from './feature-facts.js';
import { type Finding, FindingsOf } from './finding.js';
import { count, some } from './words.js';

/** What a sample of stored records was found to be. */
export interface RecordSample {
  readonly kind: RecordKind;
  /** Where they should be, for people. */
  readonly place: string;
  readonly features: readonly StoredFeature[];
  /** One per id asked, texts in the order of `features`. */
  readonly rows: readonly RawRow[];
  /** Where nothing was in its place: what a look around brought. */
  readonly lookAround: LookAround | null;
}

/** Sampled values of one stored feature. */
export interface FieldTally {
  readonly name: string;
  /** Values that are there, whatever they are. */
  readonly present: number;
  /** Numbers that do not parse. */
  readonly malformed: number;
  /** Numbers beyond what the feature may be. */
  readonly outOfRange: number;
  /** One value of either kind, for people. */
  readonly example: string | undefined;
}

/** Bounds by name, as docs/features.md gives them. */
const RANGES: readonly (readonly [RegExp, min: number, max: number])[] = [
  [/^prob_(pc_1|asset|user)_watch$/, 0, 1],
  [/^(video|user)_vv$/, 0, Infinity],
];
const WORDS = {
  asset: { one: 'video', setting: 'ASSET_FEATURES', prefix: 'ASSET_KEY_PREFIX', db: 'ASSET_FS_DB' },
  user: { one: 'user', setting: 'USER_FEATURES', prefix: 'USER_KEY_PREFIX', db: 'USER_FS_DB' },
} as const;
const MANY = 0.5;

export function tallies(features: readonly StoredFeature[], rows: readonly RawRow[]): FieldTally[] {
  return features.map((feature, index) => tally(feature, index, rows));
}

function tally({ name, kind }: StoredFeature, index: number, rows: readonly RawRow[]): FieldTally {
  const [, min, max] = RANGES.find(([pattern]) => pattern.test(name)) ?? [undefined, -Infinity, Infinity];
  let present = 0;
  let malformed = 0;
  let outOfRange = 0;
  let example: string | undefined;
  for (const row of rows) {
    const text = row === 'wrong_type' ? null : (row[index] ?? null);
    if (text === null || text === '') continue;
    present += 1;
    if (kind === 'category') continue;
    const number = parseFeatureNumber(text);
    if (number === undefined) malformed += 1;
    else if (number < min || number > max || Math.abs(number) === Infinity) outOfRange += 1;
    else continue;
    example ??= JSON.stringify(text.slice(0, 40));
  }
  return { name, present, malformed, outOfRange, example };
}

/** Whether features are where they should be, and are what they should be. */
export function recordFindings({ kind, place, features, rows, lookAround }: RecordSample): Finding[] {
  const check = new FindingsOf(kind === 'asset' ? 'asset_features' : 'user_features');
  const { one, setting } = WORDS[kind];
  const sample = `${count(rows.length)} sampled ${one}s`;
  if (features.length === 0) return [check.ok(`${setting} names none`)];
  const wrongType = rows.filter((row) => row === 'wrong_type').length;
  const there = rows.filter((row) => row !== 'wrong_type' && row.some((text) => text !== null)).length;
  if (there === 0) {
    return [
      check.problem(
        wrongType > 0
          ? `the keys of ${wrongType} of ${sample} hold something other than a hash (${place})`
          : `none of ${sample} has any of ${features.map(({ name }) => name).join(', ')} (${place})${seen(lookAround)}`,
        whereElse(kind, lookAround),
        { sampled: rows.length, found: 0 },
      ),
    ];
  }
  const fields = tallies(features, rows);
  const figures = {
    sampled: rows.length,
    found: there,
    ...Object.fromEntries(fields.map(({ name, present }) => [name, present])),
  };
  const found =
    `${count(there)} of ${sample} have features (${place}): ` +
    fields.map(({ name, present }) => `${name} ${count(present)}`).join(', ');
  const findings = [
    there < rows.length * MANY
      ? check.warning(
          found,
          `compute features of the others, or see whether ids are the same in both stores`,
          figures,
        )
      : check.ok(found, figures),
  ];
  if (wrongType > 0) {
    findings.push(
      check.warning(
        `the keys of ${wrongType} of ${sample} hold something other than a hash`,
        `see whether other data share the keys; ${WORDS[kind].prefix} keeps them apart`,
      ),
    );
  }
  for (const field of fields) findings.push(...fieldFindings(check, field, there, kind));
  return findings;
}

function fieldFindings(check: FindingsOf, field: FieldTally, there: number, kind: RecordKind): Finding[] {
  const { name, present, malformed, outOfRange, example = '' } = field;
  const { one, setting } = WORDS[kind];
  if (present === 0) {
    return [
      check.problem(
        `no sampled ${one} has ${name}: it is missing throughout`,
        `see whether the field is spelt so in the store (case counts), or take it out of ${setting}`,
      ),
    ];
  }
  const level = (some: number) => (some >= present * MANY ? 'problem' : 'warning');
  return [
    ...(malformed > 0
      ? [
          check[level(malformed)](
            `${name} is no number in ${count(malformed)} of ${count(present)} values, as ${example}: these are missing`,
            `store it as a decimal number; or say ${name}:category in ${setting} where it is one`,
          ),
        ]
      : []),
    ...(outOfRange > 0
      ? [
          check[level(outOfRange)](
            `${name} is out of range in ${count(outOfRange)} of ${count(present)} values, as ${example}`,
            'see docs/features.md for what it may be: shares are 0 to 1, counts at least 0',
          ),
        ]
      : []),
    ...(present < there * MANY && malformed + outOfRange === 0
      ? [
          check.warning(
            `${name} is missing in ${count(there - present)} of ${count(there)} records`,
            'see whether it is computed for all of them',
          ),
        ]
      : []),
  ];
}

function seen(around: LookAround | null): string {
  if (around === null) return '';
  const keys = around.keysLookLike;
  return keys === null || keys.length === 0 ? '' : `; keys there look like ${some(keys, 4)}`;
}

function whereElse(kind: RecordKind, around: LookAround | null): string {
  const { one, prefix, db } = WORDS[kind];
  const [best] = [...(around?.places ?? [])].sort((a, b) => b.found - a.found);
  if (best !== undefined) {
    return `they are elsewhere: ${best.found} of ${around?.asked ?? 0} were found ${best.place}`;
  }
  const databases = [...(around?.keysByDatabase ?? [])].map(([number, keys]) => `${number} (${count(keys)})`);
  if (around?.keysByDatabase?.size === 0)
    return `Redis holds no key at all: see REDIS_IP, or fill it (docs/import.md)`;
  const elsewhere = databases.length > 0 ? ` Databases with keys: ${databases.join(', ')}.` : '';
  return `see ${prefix} and ${db}, and whether the keys end with the ids of the ${one}s.${elsewhere}`;
}
