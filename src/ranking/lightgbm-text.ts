import { parseFeatureInfos } from './lightgbm-feature-infos.js';
import { CATEGORICAL, type DecisionTree, type LightgbmModel } from './lightgbm-model.js';
import { CUSTOM_OBJECTIVE, type Objective, parseObjective } from './lightgbm-objective.js';
import { LightgbmSection } from './lightgbm-section.js';
import { parseTail } from './lightgbm-tail.js';
import { parseTree } from './lightgbm-tree.js';
import { ModelFileError } from './model-file-error.js';

const VERSIONS = ['v3', 'v4'];

/**
 * Reads LightGBM's own text format, as `Booster.save_model` writes it: header, trees, importances, parameters and,
 * from Python, `pandas_categorical`. The format is that of `GBDT::SaveModelToString` and `Tree::ToString`.
 *
 * @param file name for messages
 * @throws ModelFileError where the text is not such a file, is truncated or corrupt, or asks for what is not
 *   supported: linear trees, several classes, unknown objectives, decision types or versions
 */
export function parseLightgbmText(text: string, file: string): LightgbmModel {
  const lines = text.split('\n');
  if (lines[0]?.trimEnd() !== 'tree') {
    throw new ModelFileError(
      file,
      1,
      'does not begin with the line `tree`: not a model that Booster.save_model wrote',
    );
  }
  if (lines[0].endsWith('\r')) {
    throw new ModelFileError(file, 1, 'has line ends of Windows: it was converted after LightGBM wrote it');
  }
  const end = lines.indexOf('end of trees');
  if (end < 0) throw new ModelFileError(file, lines.length, 'is truncated: `end of trees` is missing');
  const starts: number[] = [];
  for (let index = 1; index < end; index++) if (lines[index]?.startsWith('Tree=')) starts.push(index);

  const header = readSection(file, lines, 1, starts[0] ?? end, 'header');
  const names = parseHeader(header);
  const objective = objectiveOf(header);
  const featureInfos = parseFeatureInfos(header, names.length);
  checkTreeSizes(file, header, lines, [...starts, end]);
  const trees = starts.map((start, index) => {
    const title = `tree ${index}`;
    if (lines[start] !== `Tree=${index}`) {
      throw new ModelFileError(file, start + 1, `${title}: is called "${String(lines[start])}"`);
    }
    return parseTree(readSection(file, lines, start + 1, starts[index + 1] ?? end, title), names.length);
  });
  const { categoricalFeatures, pandasCategorical } = parseTail(file, lines, end + 1, names);
  const categorical = names
    .map((_, index) => index)
    .filter(
      (index) =>
        categoricalFeatures.has(index) ||
        featureInfos[index]?.kind === 'category' ||
        splitsByCategory(trees, index),
    );
  return {
    file,
    featureNames: names,
    featureInfos,
    categorical,
    pandasCategorical,
    objective,
    averageOutput: header.has('average_output'),
    trees,
  };
}

function readSection(
  file: string,
  lines: readonly string[],
  from: number,
  to: number,
  title: string,
): LightgbmSection {
  const section = new LightgbmSection(file, from + 1, title);
  for (let index = from; index < to; index++) {
    const line = lines[index] ?? '';
    if (line !== '') section.add(line, index + 1);
  }
  return section;
}

/** @returns the names of the features */
function parseHeader(header: LightgbmSection): string[] {
  const version = header.text('version');
  if (!VERSIONS.includes(version)) {
    header.fail(
      `the format version "${version}" is not supported (supported: ${VERSIONS.join(', ')})`,
      'version',
    );
  }
  for (const key of ['num_class', 'num_tree_per_iteration']) {
    const count = header.integer(key, 1, 1_000_000);
    if (count !== 1) header.fail(`models of several classes are not supported (${key}=${count})`, key);
  }
  const names = header.words('feature_names', header.integer('max_feature_idx', 0, 1_000_000) + 1);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) header.fail(`the feature "${repeated}" is named twice`, 'feature_names');
  return names;
}

function objectiveOf(header: LightgbmSection): Objective {
  if (!header.has('objective')) return CUSTOM_OBJECTIVE;
  const objective = parseObjective(header.text('objective'));
  return typeof objective === 'string' ? header.fail(objective, 'objective') : objective;
}

/** @param bounds lines where the trees begin, and the line behind the last one */
function checkTreeSizes(
  file: string,
  header: LightgbmSection,
  lines: readonly string[],
  bounds: readonly number[],
): void {
  const count = bounds.length - 1;
  if (count === 0) header.fail('the model has no trees');
  header.integers('tree_sizes', 1, Number.MAX_SAFE_INTEGER, count).forEach((promised, tree) => {
    const from = bounds[tree] ?? 0;
    const text = lines.slice(from, bounds[tree + 1]);
    const size = text.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    if (size !== promised) {
      throw new ModelFileError(
        file,
        from + 1,
        `tree ${tree}: has ${size} bytes where \`tree_sizes\` says ${promised}: the file is corrupt or was edited`,
      );
    }
  });
}

function splitsByCategory(trees: readonly DecisionTree[], feature: number): boolean {
  return trees.some((tree) =>
    tree.splitFeature.some(
      (asked, node) => asked === feature && ((tree.decisionType[node] ?? 0) & CATEGORICAL) !== 0,
    ),
  );
}
