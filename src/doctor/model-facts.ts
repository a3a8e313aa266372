import type { FeatureTable } from '../feature-store/feature-column.js';
import { categoryCodes, readCategories } from '../ranking/category-codes.js';
import { LightgbmRanker } from '../ranking/lightgbm.ranker.js';
import type { LightgbmModel } from '../ranking/lightgbm-model.js';
import { parseLightgbmText } from '../ranking/lightgbm-text.js';
import { readModelFile } from '../ranking/model-file.js';
import type { FeatureDeclaration, Ranker } from '../ranking/ranker.js';

/** What the files say of the model before any data. */
export interface ModelFacts {
  readonly path: string;
  readonly featureNames: readonly string[];
  /** Names of no feature that there is; then the model cannot be loaded. */
  readonly unknown: readonly string[];
  /** Absent where the model could not be loaded. */
  readonly loaded?: LoadedModel;
}

export interface LoadedModel {
  readonly ranker: Ranker;
  /** Features that can be absent, and that the model then takes for 0. */
  readonly withoutMissingBranch: readonly string[];
  /** Categories that the model knows, by feature. */
  readonly categories: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * @param declarations every feature there is
 * @throws ModelFileError where a file cannot be read or used
 */
export async function readModel(
  path: string,
  declarations: readonly FeatureDeclaration[],
  categoriesPath: string | undefined,
): Promise<ModelFacts> {
  const model = parseLightgbmText((await readModelFile(path)).toString('utf8'), path);
  const byName = new Map(declarations.map((declaration) => [declaration.name, declaration]));
  const { featureNames } = model;
  const unknown = featureNames.filter((name) => !byName.has(name));
  if (unknown.length > 0) return { path, featureNames, unknown };
  const declared = featureNames.flatMap((name) => byName.get(name) ?? []);
  const ranker = await LightgbmRanker.load(path, declarations, categoriesPath);
  const categories = await knownCategories(model, declared, categoriesPath);
  return {
    path,
    featureNames,
    unknown,
    loaded: { ranker, withoutMissingBranch: ranker.featuresWithoutMissingBranch, categories },
  };
}

/** A category whose code no training row had is as unknown as one without a code. */
async function knownCategories(
  model: LightgbmModel,
  declared: readonly FeatureDeclaration[],
  categoriesPath: string | undefined,
): Promise<Map<string, ReadonlySet<string>>> {
  const given =
    categoriesPath === undefined ? new Map<string, never>() : await readCategories(categoriesPath);
  const categories = new Map<string, ReadonlySet<string>>();
  for (const [feature, codes] of categoryCodes(model, declared, given)) {
    const info = model.featureInfos[feature];
    const seen = ([, code]: readonly [string, number]) =>
      info?.kind !== 'category' || info.codes.includes(code);
    categories.set(model.featureNames[feature] ?? '', new Set([...codes].filter(seen).map(([name]) => name)));
  }
  return categories;
}

/** Sampled values of one feature that the model asks. */
export interface ModelInput {
  readonly name: string;
  readonly sampled: number;
  readonly missing: number;
  /** Categories that the model does not know, with how many sampled values have them. */
  readonly unknownCategories: ReadonlyMap<string, number>;
}

/** What the model would get for a sample of videos, of the features that depend on the video alone. */
export function modelInputs(
  featureNames: readonly string[],
  table: FeatureTable,
  categories: ReadonlyMap<string, ReadonlySet<string>>,
): ModelInput[] {
  return featureNames.flatMap((name) => {
    const column = table.columns.get(name);
    if (column === undefined) return [];
    const knownOnes = categories.get(name);
    const unknownCategories = new Map<string, number>();
    let missing = 0;
    for (const value of column.values) {
      if (value === null || Number.isNaN(value)) missing += 1;
      else if (knownOnes !== undefined && !knownOnes.has(String(value))) {
        unknownCategories.set(String(value), (unknownCategories.get(String(value)) ?? 0) + 1);
      }
    }
    return [{ name, sampled: table.size, missing, unknownCategories }];
  });
}
