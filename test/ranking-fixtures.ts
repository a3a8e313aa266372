import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

import type { FeatureColumn, FeatureTable } from '../src/feature-store/feature-column.js';
import { categoryCodes } from '../src/ranking/category-codes.js';
import { encodeColumn } from '../src/ranking/encode-features.js';
import type { LightgbmModel } from '../src/ranking/lightgbm-model.js';
import { parseLightgbmText } from '../src/ranking/lightgbm-text.js';
import type { FeatureDeclaration } from '../src/ranking/ranker.js';

/** A model that LightGBM trained, rows, and LightGBM's own scores of them; see models/fixtures/make_fixtures.py. */
export interface RankingFixture {
  readonly name: string;
  readonly path: string;
  readonly model: LightgbmModel;
  readonly features: readonly string[];
  readonly kinds: readonly ('number' | 'category')[];
  readonly columns: readonly FeatureColumn[];
  /** The same columns as the model takes them. */
  readonly encoded: readonly Float64Array[];
  readonly size: number;
  readonly raw: Float64Array;
  readonly output: Float64Array;
}

const FOLDER = resolve('src/ranking/fixtures');

interface Content {
  readonly features: string[];
  readonly kinds: ('number' | 'category')[];
  readonly columns: (number | string | null)[][];
  readonly raw: (number | string)[];
  readonly output: (number | string)[];
}

export const fixtureNames: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.txt'))
  .map((file) => file.slice(0, -'.txt'.length))
  .sort();

export function modelText(name: string): string {
  return readFileSync(resolve(FOLDER, `${name}.txt`), 'utf8');
}

export function readFixture(name: string): RankingFixture {
  const path = resolve(FOLDER, `${name}.txt`);
  const model = parseLightgbmText(modelText(name), path);
  const packed = readFileSync(resolve(FOLDER, `${name}.rows.json.gz`));
  const { features, kinds, columns, raw, output } = JSON.parse(
    gunzipSync(packed).toString('utf8'),
  ) as Content;
  const typed = columns.map((values, index): FeatureColumn =>
    kinds[index] === 'category'
      ? { kind: 'category', values: values as (string | null)[] }
      : { kind: 'number', values: Float64Array.from(values, Number) },
  );
  const codes = categoryCodes(
    model,
    declare(features, kinds, () => 'asset'),
    new Map(),
  );
  return {
    name,
    path,
    model,
    features,
    kinds,
    columns: typed,
    encoded: typed.map((column, index) => encodeColumn(column, codes.get(index))),
    size: raw.length,
    raw: Float64Array.from(raw, Number),
    output: Float64Array.from(output, Number),
  };
}

export function declare(
  features: readonly string[],
  kinds: readonly ('number' | 'category')[],
  scope: (index: number) => FeatureDeclaration['scope'],
): FeatureDeclaration[] {
  return features.map((name, index) => ({ name, kind: kinds[index] ?? 'number', scope: scope(index) }));
}

/** Rows `from` to `to` (exclusive) of a fixture's features of one scope. */
export function tableOf(
  fixture: RankingFixture,
  declarations: readonly FeatureDeclaration[],
  scope: FeatureDeclaration['scope'],
  from = 0,
  to = fixture.size,
): FeatureTable {
  const columns = new Map<string, FeatureColumn>();
  declarations.forEach(({ name, scope: own }, index) => {
    const column = fixture.columns[index];
    if (own !== scope || column === undefined) return;
    columns.set(
      name,
      column.kind === 'number'
        ? { kind: 'number', values: column.values.slice(from, to) }
        : { kind: 'category', values: column.values.slice(from, to) },
    );
  });
  return { size: to - from, columns };
}
