import { describe, expect, it, jest } from '@jest/globals';

import {
  declare,
  fixtureNames,
  type RankingFixture,
  readFixture,
  tableOf,
} from '../../test/ranking-fixtures.js';
import { LightgbmRanker } from './lightgbm.ranker.js';
import type { FeatureDeclaration, ViewerFeatures } from './ranker.js';
import { walkTrees } from './tree-walk.js';

const SCOPES = ['asset', 'user', 'context', 'cross'] as const;
jest.setTimeout(60_000);

const NOBODY: ViewerFeatures = { values: new Map(), cross: new Map() };

describe.each(fixtureNames)('LightGBM’s own scores of %s', (name) => {
  const fixture = readFixture(name);

  it('are those of the plain walk, bit for bit', () => {
    const scores = Float64Array.from({ length: fixture.size }, (_, row) =>
      walkTrees(
        fixture.model,
        fixture.encoded.map((column) => column[row]!),
      ),
    );
    expect(differences(scores, fixture.raw)).toEqual([]);
  });

  it('are those of a pool whose features are all of the items', async () => {
    const declarations = declare(fixture.features, fixture.kinds, () => 'asset');
    const ranker = await LightgbmRanker.load(fixture.path, declarations);
    const prepared = await ranker.prepare(tableOf(fixture, declarations, 'asset'));
    const scores = new Float64Array(fixture.size);
    prepared.score(NOBODY, scores);
    expect(differences(scores, fixture.raw)).toEqual([]);
  });

  it('are those of a pool with numbers of viewer and item together', async () => {
    for (const share of [1, 3]) {
      const declarations = declare(fixture.features, fixture.kinds, (index) =>
        fixture.kinds[index] === 'number' && index % share === 0 && isNumber(fixture, index)
          ? 'cross'
          : 'asset',
      );
      const ranker = await LightgbmRanker.load(fixture.path, declarations);
      const prepared = await ranker.prepare(tableOf(fixture, declarations, 'asset'));
      const scores = new Float64Array(fixture.size);
      prepared.score({ values: new Map(), cross: crossOf(fixture, declarations, 0, fixture.size) }, scores);
      expect(differences(scores, fixture.raw)).toEqual([]);
    }
  });

  it.each([1, 2])(
    'are those of each row as viewer and as item, features dealt out anew (%d)',
    async (seed) => {
      const declarations = declare(fixture.features, fixture.kinds, (index) => {
        const scope = SCOPES[(index * seed + (index >> 1) + seed) % SCOPES.length]!;
        return scope === 'cross' && !isNumber(fixture, index) ? 'user' : scope;
      });
      const ranker = await LightgbmRanker.load(fixture.path, declarations);
      const size = 10;
      const scores = new Float64Array(size);
      const found = new Float64Array(fixture.size);
      for (let from = 0; from < fixture.size; from += size) {
        const prepared = await ranker.prepare(tableOf(fixture, declarations, 'asset', from, from + size));
        for (let row = 0; row < size; row++) {
          const values = valuesOf(fixture, declarations, from + row);
          prepared.score({ values, cross: crossOf(fixture, declarations, from, from + size) }, scores);
          found[from + row] = scores[row]!;
        }
      }
      expect(differences(found, fixture.raw)).toEqual([]);
    },
  );

  it('become the outputs of LightGBM', async () => {
    const declarations = declare(fixture.features, fixture.kinds, () => 'asset');
    const ranker = await LightgbmRanker.load(fixture.path, declarations);
    const errors = Array.from(fixture.raw, (raw, row) => {
      const expected = fixture.output[row]!;
      return Math.abs(ranker.output(raw) - expected) / Math.abs(expected);
    });
    expect(Math.max(...errors)).toBeLessThanOrEqual(4 * Number.EPSILON);
  });
});

/** Rows whose scores are not the same bits. */
function differences(scores: Float64Array, expected: Float64Array): string[] {
  const found: string[] = [];
  expected.forEach((raw, row) => {
    if (!Object.is(scores[row], raw)) found.push(`row ${row}: ${scores[row]} instead of ${raw}`);
  });
  return found.slice(0, 10);
}

/** Whether a feature has no list of categories. */
function isNumber(fixture: RankingFixture, index: number): boolean {
  return fixture.columns[index]!.kind === 'number';
}

function crossOf(
  fixture: RankingFixture,
  declarations: readonly FeatureDeclaration[],
  from: number,
  to: number,
): Map<string, Float64Array> {
  const { columns } = tableOf(fixture, declarations, 'cross', from, to);
  return new Map(
    [...columns].map(([name, column]) => [name, Float64Array.from(column.values as Float64Array)]),
  );
}

function valuesOf(
  fixture: RankingFixture,
  declarations: readonly FeatureDeclaration[],
  row: number,
): Map<string, number | string | null> {
  return new Map(
    declarations.flatMap(({ name, scope }, index) =>
      scope === 'user' || scope === 'context' ? [[name, fixture.columns[index]!.values[row]!]] : [],
    ),
  );
}
