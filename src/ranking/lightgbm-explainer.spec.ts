import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { readContributions } from '../../test/contribution-fixtures.js';
import { declare, modelText, readFixture, tableOf } from '../../test/ranking-fixtures.js';
import { LightgbmRanker } from './lightgbm.ranker.js';
import type { Explanation, FeatureDeclaration } from './ranker.js';

const folder = mkdtempSync(join(tmpdir(), 'explainer-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const SCOPES = ['user', 'asset', 'cross', 'context'] as const;
const ROWS = 40;

/** Explanations of a fixture's first rows, each row as candidate and as viewer, its features dealt to both. */
async function explained(path: string, name: string): Promise<(Explanation | string)[]> {
  const fixture = readFixture(name);
  const declarations: FeatureDeclaration[] = declare(fixture.features, fixture.kinds, (index) => {
    const scope = SCOPES[index % SCOPES.length]!;
    return scope === 'cross' && fixture.kinds[index] === 'category' ? 'asset' : scope;
  });
  const ranker = await LightgbmRanker.load(path, declarations);
  const prepared = await ranker.prepare(tableOf(fixture, declarations, 'asset', 0, ROWS));
  const { columns } = tableOf(fixture, declarations, 'cross', 0, ROWS);
  const cross = new Map([...columns].map(([feature, { values }]) => [feature, values as Float64Array]));
  return Promise.all(
    Array.from({ length: ROWS }, (_, row) => {
      const own = declarations.flatMap(({ name: feature, scope }, index) =>
        scope === 'user' || scope === 'context'
          ? [[feature, fixture.columns[index]!.values[row]!] as const]
          : [],
      );
      return prepared.explain!({ values: new Map(own), cross }, row);
    }),
  );
}

function whole(explanation: Explanation | string | undefined): Explanation {
  if (typeof explanation !== 'object') throw new Error(explanation);
  return explanation;
}

describe('explanations of a LightGBM model', () => {
  it.each(['binary-500', 'categories', 'zero-as-missing', 'regression'])(
    'are LightGBM’s, whoever the features of %s are of',
    async (name) => {
      const { features, expected } = readContributions(name);
      const { path, columns, raw } = readFixture(name);
      const explanations = (await explained(path, name)).map(whole);
      for (const [row, explanation] of explanations.entries()) {
        expect(explanation.rawScore).toBe(raw[row]);
        expect(explanation.expectedValue).toBeCloseTo(expected, 12);
        explanation.features.forEach(({ value, contribution }, index) => {
          expect(contribution).toBeCloseTo(features[index]![row]!, 10);
          const given = columns[index]!.values[row]!;
          expect(value).toBe(Number.isNaN(given) ? null : given);
        });
      }
    },
  );

  it('tell a category that the model has never seen from one that is missing', async () => {
    const { path, columns } = readFixture('categories');
    const explanations = (await explained(path, 'categories')).map(whole);
    const seen = ['red', 'green', 'blue', 'ochre', 'a b', 'ü', '10', 'x'.repeat(30)];
    const colours = explanations.map(({ features }) => features.find(({ name }) => name === 'colour')!);
    const expected = columns[1]!.values.slice(0, ROWS) as (string | null)[];
    expect(colours.map(({ unknownCategory }) => unknownCategory ?? false)).toEqual(
      expected.map((colour) => colour !== null && !seen.includes(colour)),
    );
    expect(colours.filter(({ unknownCategory }) => unknownCategory)).not.toEqual([]);
    expect(colours.filter(({ value }) => value === null)).not.toEqual([]);
  });

  it('are refused, saying why, where the file does not count the rows of the training', async () => {
    const lines = modelText('tiny').split('\n');
    const text = lines.filter((line) => !/^(leaf|internal)_count=/.test(line)).join('\n');
    const sizes = [...text.matchAll(/^Tree=[^]*?(?=^Tree=|^end of trees)/gm)].map(([tree]) => tree.length);
    const path = join(folder, 'uncounted.txt');
    writeFileSync(path, text.replace(/^tree_sizes=.*$/m, `tree_sizes=${sizes.join(' ')}`));
    const explanations = await explained(path, 'tiny');
    expect(new Set(explanations)).toEqual(
      new Set(['tree 0 has no `leaf_count` and `internal_count`, which attributions rest on']),
    );
  });
});
