import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { modelText } from '../../test/generated-models.js';
import { declare, readFixture, tableOf } from '../../test/ranking-fixtures.js';
import type { DecisionTree } from './lightgbm-model.js';
import { LightgbmRanker } from './lightgbm.ranker.js';
import { describeRanker } from './ranker.contract.js';
import type { FeatureDeclaration, ViewerFeatures } from './ranker.js';

const folder = mkdtempSync(join(tmpdir(), 'ranker-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describeRanker('LightgbmRanker', async () => {
  const fixture = readFixture('categories');
  const scopes = ['user', 'asset', 'asset', 'cross', 'context', 'asset', 'asset', 'asset'] as const;
  const declarations = declare(fixture.features, fixture.kinds, (index) => scopes[index]!);
  const viewer = (size: number, row: number): ViewerFeatures => ({
    values: new Map<string, number | string>([
      [fixture.features[0]!, row * 0.4],
      [fixture.features[4]!, '12'],
    ]),
    cross: new Map([[fixture.features[3]!, Float64Array.from({ length: size }, (_, index) => index)]]),
  });
  return {
    ranker: await LightgbmRanker.load(fixture.path, declarations),
    items: (size) => tableOf(fixture, declarations, 'asset', 0, size),
    viewers: (size) => [viewer(size, -1), viewer(size, 2)],
  };
});

/** `colour` in {0, 2} ? 1 : 2 */
const BY_COLOUR: DecisionTree = {
  splitFeature: Int32Array.of(0),
  threshold: Float64Array.of(0),
  decisionType: Uint8Array.of(1),
  leftChild: Int32Array.of(~0),
  rightChild: Int32Array.of(~1),
  leafValue: Float64Array.of(1, 2),
  catBoundaries: Int32Array.of(0, 1),
  catThreshold: Uint32Array.of(0b101),
};

const COLOUR: FeatureDeclaration = { name: 'colour', scope: 'asset', kind: 'category' };

function byColour(lists: string, codes = '0:1:2'): string {
  return modelText([BY_COLOUR], ['colour'], {
    header: { feature_infos: codes },
    tail: `pandas_categorical:${lists}\n`,
  });
}

async function scoresOf(
  path: string,
  declaration: FeatureDeclaration,
  values: readonly (string | number | null)[],
  categoriesPath?: string,
): Promise<number[]> {
  const ranker = await LightgbmRanker.load(path, [declaration], categoriesPath);
  const column =
    declaration.kind === 'category'
      ? ({ kind: 'category', values: values as (string | null)[] } as const)
      : ({ kind: 'number', values: Float64Array.from(values as number[]) } as const);
  const out = new Float64Array(values.length);
  const prepared = await ranker.prepare({ size: values.length, columns: new Map([['colour', column]]) });
  prepared.score({ values: new Map(), cross: new Map() }, out);
  return [...out];
}

describe('LightgbmRanker', () => {
  const anything: FeatureDeclaration[] = [
    { name: 'f0', scope: 'asset', kind: 'number' },
    { name: 'f1', scope: 'user', kind: 'number' },
  ];

  it('is named after its file, and versioned by what is in it', async () => {
    const { path } = readFixture('tiny');
    const renamed = join(folder, 'renamed.txt');
    copyFileSync(path, renamed);
    const one = await LightgbmRanker.load(path, anything);
    const other = await LightgbmRanker.load(renamed, anything);
    expect(one.model).toMatchObject({ name: 'tiny.txt', scoreIsProbability: true });
    expect(one.model.version).toMatch(/^[0-9a-f]{12}$/);
    expect(other.model).toEqual({ ...one.model, name: 'renamed.txt' });
  });

  it('refuses a model with unknown features, and lists those that there are', async () => {
    const { path } = readFixture('tiny');
    await expect(LightgbmRanker.load(path, [anything[0]!, COLOUR])).rejects.toThrow(
      /names features that there are not: f1\. Known: f0, colour$/,
    );
  });

  it('refuses a file that is not there', async () => {
    await expect(LightgbmRanker.load('/no/such/model.txt', anything)).rejects.toThrow(/cannot be read/);
  });

  it.each(['regression', 'lambdarank', 'cross-entropy-lambda', 'poisson'])(
    'calls %s no probability',
    async (name) => {
      const fixture = readFixture(name);
      const ranker = await LightgbmRanker.load(
        fixture.path,
        declare(fixture.features, fixture.kinds, () => 'asset'),
      );
      expect(ranker.model.scoreIsProbability).toBe(false);
    },
  );

  it('names the features that it cannot tell to be missing', async () => {
    const blind = readFixture('no-missing');
    const seeing = readFixture('binary-500');
    const load = (fixture: typeof blind) =>
      LightgbmRanker.load(
        fixture.path,
        declare(fixture.features, fixture.kinds, (index) => (index === 0 ? 'context' : 'asset')),
      );
    expect((await load(blind)).featuresWithoutMissingBranch).toEqual(['f1', 'f2', 'f3', 'f4', 'f5']);
    expect((await load(seeing)).featuresWithoutMissingBranch).toEqual([]);
  });

  it('compares categories as text, spelled as a store may spell them', async () => {
    const text = file('text.txt', byColour('[["red", "1", "blue"]]'));
    expect(await scoresOf(text, COLOUR, ['red', '1', 'blue', 'Red', null, ''])).toEqual([1, 2, 1, 2, 2, 2]);
    const whole = file('whole.txt', byColour('[[10, 20, 9007199254740993]]'));
    expect(
      await scoresOf(whole, COLOUR, ['10', '10.0', '20', '9007199254740993', '9007199254740992']),
    ).toEqual([1, 1, 2, 1, 2]);
    const floats = file('floats.txt', byColour('[[1.0, 1.5, 2.0]]'));
    expect(await scoresOf(floats, COLOUR, ['1', '1.0', '1.5', '2.0', '2'])).toEqual([1, 1, 2, 1, 1]);
    const both = file('both.txt', byColour('[["1.0", "1", "2"]]'));
    expect(await scoresOf(both, COLOUR, ['1.0', '1', '2.0'])).toEqual([1, 2, 1]);
    const truth = file('truth.txt', byColour('[[false, true]]', '0:1'));
    expect(await scoresOf(truth, COLOUR, ['false', 'False', 'true', 'True'])).toEqual([1, 1, 2, 2]);
  });

  it('finds a number among the categories of a data frame, and takes it for the code where there are none', async () => {
    const number: FeatureDeclaration = { ...COLOUR, kind: 'number' };
    const lists = file('numbers.txt', byColour('[[10, 20, 30]]'));
    expect(await scoresOf(lists, number, [10, 20, 30, 0, NaN])).toEqual([1, 2, 1, 2, 2]);
    const codes = file('plain.txt', byColour('null'));
    expect(await scoresOf(codes, number, [0, 1, 2, 10, NaN, -0.5])).toEqual([1, 2, 1, 2, 2, 1]);
  });

  it('needs codes for text that the model has no list of', async () => {
    const model = file('without.txt', byColour('[]'));
    await expect(LightgbmRanker.load(model, [COLOUR])).rejects.toThrow(
      /no categories of colour.*CATEGORIES_PATH/,
    );
    const categories = file('categories.json', '{"colour": {"red": 2, "blue": 1}, "other": {"x": 5}}');
    expect(await scoresOf(model, COLOUR, ['red', 'blue', 'green', null], categories)).toEqual([1, 2, 2, 2]);
    const one = await LightgbmRanker.load(model, [COLOUR], categories);
    const changed = await LightgbmRanker.load(
      model,
      [COLOUR],
      file('changed.json', '{"colour": {"red": 1}}'),
    );
    expect(changed.model.version).not.toBe(one.model.version);
  });

  it.each([
    ['[1]', /no JSON object/],
    ['{"colour": ["red"]}', /"colour" is no object/],
    ['{"colour": {"red": "2"}}', /code of "colour", "red" is no whole number/],
    ['{"colour": {"red": -1}}', /code of "colour", "red"/],
    ['{', /cannot be read as JSON/],
  ])('refuses the categories %s', async (json, reason) => {
    const model = file('without.txt', byColour('null'));
    await expect(LightgbmRanker.load(model, [COLOUR], file('bad.json', json))).rejects.toThrow(reason);
  });

  it('refuses lists of which it cannot tell whose they are', async () => {
    for (const lists of ['[["a"], ["b"]]', '[["a"]]']) {
      await expect(LightgbmRanker.load(file('lists.txt', byColour(lists)), [COLOUR])).rejects.toThrow(
        /whose cannot be told/,
      );
    }
  });

  it('refuses categories of viewer and asset together', async () => {
    const crossed: FeatureDeclaration = { ...COLOUR, scope: 'cross', kind: 'number' };
    await expect(
      LightgbmRanker.load(file('crossed.txt', byColour('[[1, 2, 3]]')), [crossed]),
    ).rejects.toThrow(/only numbers are supported/);
  });

  it('lets others have their turn while it prepares', async () => {
    const fixture = readFixture('binary-500');
    const declarations = declare(fixture.features, fixture.kinds, (index) => (index < 3 ? 'user' : 'asset'));
    const ranker = await LightgbmRanker.load(fixture.path, declarations);
    const stop = new AbortController();
    setImmediate(() => {
      stop.abort(new Error('enough'));
    });
    await expect(ranker.prepare(tableOf(fixture, declarations, 'asset'), stop.signal)).rejects.toThrow(
      'enough',
    );
  });
});
