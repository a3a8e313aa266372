import { readFile } from 'node:fs/promises';

import type { FeatureInfo, LightgbmModel } from './lightgbm-model.js';
import { ModelFileError } from './model-file-error.js';
import type { FeatureDeclaration } from './ranker.js';

/** Category, as a store holds it → the code it had in training. */
export type CategoryCodes = ReadonlyMap<string, number>;

const LARGEST_CODE = 2 ** 31 - 1;

/**
 * Codes by feature name from a file of JSON: feature → category → code.
 *
 * @throws ModelFileError
 */
export async function readCategories(path: string): Promise<Map<string, CategoryCodes>> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ModelFileError(path, null, `cannot be read as JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
  if (!isObject(json)) throw new ModelFileError(path, null, 'is no JSON object: feature → category → code');
  const features = new Map<string, CategoryCodes>();
  for (const [feature, categories] of Object.entries(json)) {
    if (!isObject(categories))
      throw new ModelFileError(path, null, `"${feature}" is no object: category → code`);
    const codes = new Map<string, number>();
    for (const [category, code] of Object.entries(categories)) {
      if (typeof code !== 'number' || !Number.isInteger(code) || code < 0 || code > LARGEST_CODE) {
        throw new ModelFileError(
          path,
          null,
          `the code of "${feature}", "${category}" is no whole number from 0 to ${LARGEST_CODE}`,
        );
      }
      codes.set(category, code);
    }
    features.set(feature, codes);
  }
  return features;
}

/**
 * The codes of every feature that needs some: the lists of the model's data frame, and what `categories` names beside
 * them. A feature that is not in the result is a number already.
 *
 * @param declarations one per feature of the model, in its order
 * @throws ModelFileError where a category has no codes, or where lists and features cannot be brought together
 */
export function categoryCodes(
  model: LightgbmModel,
  declarations: readonly FeatureDeclaration[],
  categories: ReadonlyMap<string, CategoryCodes>,
): Map<number, CategoryCodes> {
  const codes = new Map<number, CategoryCodes>();
  model.featureNames.forEach((name, feature) => {
    const given = categories.get(name);
    if (given !== undefined) codes.set(feature, given);
  });
  const lists = model.pandasCategorical ?? [];
  const categorical = model.categorical.filter((feature) => !codes.has(feature));
  const declared = model.featureNames
    .map((_, feature) => feature)
    .filter((feature) => declarations[feature]?.kind === 'category' && !codes.has(feature));
  if (lists.length > 0) {
    // The file does not say whose the lists are: they go, in order, to the columns that were of a categorical type.
    const both = [...new Set([...categorical, ...declared])].sort((a, b) => a - b);
    const owners = [declared, categorical, both].find((features) => fit(features, lists, model.featureInfos));
    if (owners === undefined) {
      throw new ModelFileError(
        model.file,
        null,
        `pandas_categorical holds ${lists.length} lists, but the categorical features are ` +
          `${naming(model, both)}: which list is whose cannot be told. Name the codes of these features in CATEGORIES_PATH, ` +
          'or train with exactly these columns as categories',
      );
    }
    owners.forEach((feature, index) => codes.set(feature, spellings(lists[index] ?? [])));
  }
  const without = declared.filter((feature) => !codes.has(feature));
  if (without.length > 0) {
    throw new ModelFileError(
      model.file,
      null,
      `holds no categories of ${naming(model, without)}: name their codes in CATEGORIES_PATH ` +
        '(JSON, feature → category → code)',
    );
  }
  return codes;
}

/** Whether each feature's values in training were codes of its list. */
function fit(
  features: readonly number[],
  lists: readonly (readonly string[])[],
  infos: readonly FeatureInfo[],
): boolean {
  if (features.length !== lists.length) return false;
  return features.every((feature, index) => {
    const info = infos[feature];
    const size = lists[index]?.length ?? 0;
    if (info?.kind === 'category') return info.codes.every((code) => code < size);
    if (info?.kind === 'number') return Number.isInteger(info.min) && info.min >= 0 && info.max < size;
    return true;
  });
}

/**
 * Codes by every spelling in which a store may hold a category: as the file has it, whole numbers with and without
 * `.0`, truth values in either case. Another category that is spelled that way in the file keeps its own code.
 */
function spellings(list: readonly string[]): CategoryCodes {
  const codes = new Map(list.map((category, code) => [category, code]));
  list.forEach((category, code) => {
    for (const other of otherSpellings(category)) if (!codes.has(other)) codes.set(other, code);
  });
  return codes;
}

function otherSpellings(category: string): string[] {
  if (/^-?\d+$/.test(category)) return [`${category}.0`];
  if (/^-?\d+\.0$/.test(category)) return [category.slice(0, -2)];
  if (category === 'true') return ['True'];
  if (category === 'false') return ['False'];
  return [];
}

function naming(model: LightgbmModel, features: readonly number[]): string {
  return features.length === 0 ? 'none' : features.map((feature) => model.featureNames[feature]).join(', ');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
