import type { StoredFeature } from '../../feature-store/feature-store.js';
import type { FeatureRecord } from '../../feature-store/feature-writer.js';
import type { ReadField } from './field-mapping.js';
import { optionalId, optionalNumber, optionalText } from './field-rules.js';
import { type RowContent, RowProblem } from './source-row.js';

/** Which features are stored, of assets and of users. */
export interface StoredFeatures {
  readonly assets: readonly StoredFeature[];
  readonly users: readonly StoredFeature[];
}

/** Features of one asset or one user. */
export interface FeatureRow {
  readonly kind: 'assets' | 'users';
  readonly record: FeatureRecord;
}

const PROBABILITY = [0, 1] as const;
const COUNT = [0, Infinity] as const;
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  prob_pc_1_watch: PROBABILITY,
  prob_asset_watch: PROBABILITY,
  prob_user_watch: PROBABILITY,
  video_vv: COUNT,
  user_vv: COUNT,
};

export function featureFields({ assets, users }: StoredFeatures): string[] {
  return [...new Set(['video_id', 'user_id', ...[...assets, ...users].map(({ name }) => name)])];
}

/**
 * The features of one row, which names either a video or a user. Numbers are written in the shortest text that
 * reads back as the same bits.
 *
 * @throws RowProblem
 */
export function featureRow(content: RowContent, read: ReadField, stored: StoredFeatures): FeatureRow {
  const video = optionalId('video_id', read(content, 'video_id'));
  const user = optionalId('user_id', read(content, 'user_id'));
  if (video !== undefined && user !== undefined) throw new RowProblem('both video_id and user_id are there');
  const id = video ?? user;
  if (id === undefined) throw new RowProblem('video_id or user_id is missing');
  const kind = video === undefined ? 'users' : 'assets';
  const values: Record<string, string> = {};
  let some = false;
  for (const feature of stored[kind]) {
    const value = storedValue(feature, read(content, feature.name));
    if (value === undefined) continue;
    values[feature.name] = value;
    some = true;
  }
  if (!some) {
    throw new RowProblem(`no feature; those of ${kind} are ${stored[kind].map((f) => f.name).join(', ')}`);
  }
  return { kind, record: { id, values } };
}

function storedValue({ name, kind }: StoredFeature, value: unknown): string | undefined {
  if (kind === 'category') return optionalText(name, value);
  const number = optionalNumber(name, value, RANGES[name]);
  return number === undefined ? undefined : String(number);
}
