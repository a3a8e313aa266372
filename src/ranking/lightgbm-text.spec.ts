import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { decisionTree, modelText } from '../../test/generated-models.js';
import { fixtureNames, modelText as fixtureText } from '../../test/ranking-fixtures.js';
import type { DecisionTree } from './lightgbm-model.js';
import { parseLightgbmText } from './lightgbm-text.js';
import { ModelFileError } from './model-file-error.js';

const NAMES = ['f0', 'f1'];

const LEAF = { catBoundaries: Int32Array.of(0), catThreshold: new Uint32Array(0) };
const STUMP: DecisionTree = {
  splitFeature: Int32Array.of(0, 1),
  threshold: Float64Array.of(0.5, 2),
  decisionType: Uint8Array.of(2, 10),
  leftChild: Int32Array.of(1, ~0),
  rightChild: Int32Array.of(~2, ~1),
  leafValue: Float64Array.of(0.1, -0.2, 0.3),
  ...LEAF,
};

function parse(text: string) {
  return parseLightgbmText(text, 'model.txt');
}

/** A model whose only tree, or header, has other lines; tree sizes fit. */
function withTree(tree: Record<string, string>): string {
  return modelText([STUMP], NAMES, { tree });
}

function withHeader(header: Record<string, string>): string {
  return modelText([STUMP], NAMES, { header });
}

describe('parseLightgbmText', () => {
  it('reads what LightGBM writes', () => {
    const model = parse(fixtureText('categories'));
    expect(model).toMatchObject({
      file: 'model.txt',
      featureNames: ['f0', 'colour', 'f1', 'f2', 'hour', 'size', 'same', 'flag'],
      categorical: [1, 4, 6, 7],
      averageOutput: false,
      objective: { name: 'binary', probability: true },
    });
    expect(model.trees).toHaveLength(60);
    expect(model.pandasCategorical?.map((list) => list.length)).toEqual([8, 24, 3, 1, 2]);
    expect(model.pandasCategorical?.[4]).toEqual(['false', 'true']);
    expect(model.featureInfos[6]).toEqual({ kind: 'unused' });
  });

  it('reads back any tree', () => {
    fc.assert(
      fc.property(fc.array(decisionTree(2), { minLength: 1, maxLength: 4 }), (trees) => {
        expect(parse(modelText(trees, NAMES)).trees).toEqual(trees);
      }),
    );
  });

  it('knows categorical features by their splits, their codes, or the parameters of the training', () => {
    expect(parse(fixtureText('codes')).categorical).toEqual([2, 3]);
    expect(parse(modelText([STUMP], NAMES)).categorical).toEqual([]);
    const named = fixtureText('tiny').replace('[categorical_feature: ]', '[categorical_feature: name:f1]');
    expect(parse(named).categorical).toEqual([1]);
  });

  it('reads a file that the command line tool wrote, without lists of categories', () => {
    expect(parse(modelText([STUMP], NAMES, { tail: '' })).pandasCategorical).toBeNull();
  });

  it('takes a model without an objective for one of the training’s own', () => {
    const text = withHeader({}).replace('objective=binary sigmoid:1\n', '');
    expect(parse(text).objective.name).toBe('none');
  });

  it.each<[string, string, number, RegExp]>([
    ['another file', '{"name": "tree"}', 1, /does not begin with the line `tree`/],
    ['an empty file', '', 1, /does not begin with the line `tree`/],
    ['a converted file', withTree({}).replaceAll('\n', '\r\n'), 1, /line ends of Windows/],
    ['another version', withHeader({ version: 'v2' }), 2, /version "v2" is not supported/],
    [
      'several classes',
      withHeader({ num_class: '3' }),
      3,
      /several classes are not supported \(num_class=3\)/,
    ],
    ['several trees each time', withHeader({ num_tree_per_iteration: '2' }), 4, /several classes/],
    [
      'another objective',
      withHeader({ objective: 'multiclassova num_class:3 sigmoid:1' }),
      7,
      /"multiclassova" is not supported/,
    ],
    ['a sigmoid of nothing', withHeader({ objective: 'binary sigmoid:0' }), 7, /sigmoid/],
    [
      'too few names',
      withHeader({ max_feature_idx: '2' }),
      8,
      /`feature_names` holds 2 values where there must be 3/,
    ],
    ['a name twice', withHeader({ feature_names: 'f0 f0' }), 8, /"f0" is named twice/],
    ['too few infos', withHeader({ feature_infos: 'none' }), 9, /`feature_infos` holds 1 values/],
    ['odd infos', withHeader({ feature_infos: 'none what' }), 9, /"what", which is neither range nor codes/],
    ['sizes of other trees', withHeader({ tree_sizes: '100' }), 12, /`tree_sizes` says 100/],
    [
      'too few sizes',
      withHeader({ tree_sizes: '' }),
      10,
      /`tree_sizes` holds 0 values where there must be 1/,
    ],
    ['no trees', modelText([], NAMES), 2, /the model has no trees/],
    ['a linear tree', withTree({ is_linear: '1' }), 21, /tree 0: linear trees .* not supported/],
    [
      'a leaf too few',
      withTree({ leaf_value: '1 2' }),
      20,
      /`leaf_value` holds 2 values where there must be 3/,
    ],
    [
      'counts of too few leaves',
      withTree({ internal_count: '9 5', leaf_count: '4 3' }),
      24,
      /`leaf_count` holds 2 values where there must be 3/,
    ],
    [
      'a count below 0',
      withTree({ internal_count: '9 -5', leaf_count: '4 3 2' }),
      23,
      /`internal_count` holds -5, which is no whole number/,
    ],
    ['a leaf of no number', withTree({ leaf_value: '1 nan 2' }), 20, /holds "nan"/],
    ['a threshold of no number', withTree({ threshold: '1 0x1' }), 16, /holds "0x1"/],
    ['a split too few', withTree({ split_feature: '0' }), 15, /`split_feature` holds 1 values/],
    [
      'an unknown feature',
      withTree({ split_feature: '0 2' }),
      15,
      /holds 2, which is no whole number from 0 to 1/,
    ],
    ['an unknown decision', withTree({ decision_type: '2 14' }), 17, /decision type 14 is not known/],
    ['another unknown decision', withTree({ decision_type: '2 16' }), 17, /decision type 16 is not known/],
    ['a split without categories', withTree({ decision_type: '2 1' }), 16, /node 1 has no set of categories/],
    [
      'a child too many',
      withTree({ left_child: '1 2' }),
      18,
      /holds 2, which is no whole number from -3 to 1/,
    ],
    ['a circle', withTree({ left_child: '1 0' }), 18, /node 0 is the child of two nodes, or of itself/],
    ['a leaf twice', withTree({ left_child: '1 -2' }), 18, /leaf 1 is the child of two nodes/],
    [
      'a part out of reach',
      withTree({ left_child: '-1 -1', right_child: '-3 -2' }),
      18,
      /cannot be reached|two nodes/,
    ],
    ['no leaves', withTree({ num_leaves: '0' }), 13, /`num_leaves` holds 0/],
    ['no missing type', withTree({}).replace(/decision_type=.*\n/, ''), 12, /has \d+ bytes|decision_type/],
    [
      'categories that do not fit',
      withTree({ num_cat: '1', cat_boundaries: '0 2', cat_threshold: '1' }),
      23,
      /`cat_boundaries` holds 2/,
    ],
    [
      'categories out of order',
      withTree({ num_cat: '1', cat_boundaries: '1 1', cat_threshold: '1' }),
      23,
      /do not fit together/,
    ],
    ['a second key', withTree({}).replace('label_index=0', 'version=v4'), 5, /second `version`/],
    ['a line of nothing', withTree({}).replace('label_index=0', '{}'), 5, /is no `key=value`/],
    [
      'lists that are cut off',
      modelText([STUMP], NAMES, { tail: 'pandas_categorical:[["a"' }),
      34,
      /is no JSON/,
    ],
    [
      'lists of something else',
      modelText([STUMP], NAMES, { tail: 'pandas_categorical:[1]' }),
      34,
      /no list of lists/,
    ],
    [
      'categories of no text',
      modelText([STUMP], NAMES, { tail: 'pandas_categorical:[[null]]' }),
      34,
      /no text, number/,
    ],
    [
      'a last line that is cut off',
      modelText([STUMP], NAMES, { tail: 'pandas_cat' }),
      34,
      /corrupt or truncated/,
    ],
  ])('refuses %s', (_what, text, line, reason) => {
    const error = refusal(text);
    expect(error.message).toMatch(reason);
    expect(error).toMatchObject({ file: 'model.txt', line });
    expect(error.message).toContain(`model.txt, line ${line}: `);
  });

  it('refuses a file that ends anywhere before its parameters do', () => {
    for (const name of ['tiny', 'single-leaf']) {
      const text = fixtureText(name);
      const end = text.indexOf('end of parameters') + 'end of parameters'.length;
      for (let length = 0; length < end; length += 3) {
        expect(refusal(text.slice(0, length))).toBeInstanceOf(ModelFileError);
      }
      for (let length = end + '\n\n'.length + 1; length < text.length - 1; length++) {
        if (text.slice(0, length).endsWith('pandas_categorical:null')) continue;
        expect(refusal(text.slice(0, length))).toBeInstanceOf(ModelFileError);
      }
    }
  });

  it('says so, and nothing else, of any damage to a line', () => {
    const lines = fixtureText('tiny').split('\n');
    fc.assert(
      fc.property(
        fc.nat(lines.length - 1),
        fc.string(),
        fc.constantFrom('put', 'drop', 'twice'),
        (at, text, how) => {
          const damaged = [...lines];
          if (how === 'put') damaged[at] = text;
          else if (how === 'drop') damaged.splice(at, 1);
          else damaged.splice(at, 0, lines[at]!);
          try {
            parse(damaged.join('\n'));
          } catch (error) {
            expect(error).toBeInstanceOf(ModelFileError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads every fixture', () => {
    for (const name of fixtureNames) expect(parse(fixtureText(name)).trees.length).toBeGreaterThan(0);
  });
});

function refusal(text: string): ModelFileError {
  try {
    parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ModelFileError);
    return error as ModelFileError;
  }
  throw new Error('was not refused');
}
