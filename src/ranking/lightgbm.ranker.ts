import { createHash } from 'node:crypto';
import { basename } from 'node:path';

import type { FeatureTable } from '../feature-store/feature-column.js';
import { categoryCodes, type CategoryCodes, readCategories } from './category-codes.js';
import { type EncodedFeature, encodeColumn, encodeValue } from './encode-features.js';
import { LightgbmExplainer } from './lightgbm-explainer.js';
import type { LightgbmModel } from './lightgbm-model.js';
import { parseLightgbmText } from './lightgbm-text.js';
import { featuresWithoutMissingBranch } from './missing-branches.js';
import { readModelFile } from './model-file.js';
import { ModelFileError } from './model-file-error.js';
import { PoolScorer } from './pool-scorer.js';
import {
  type Explanation,
  type FeatureDeclaration,
  type ModelInfo,
  type PreparedRanking,
  Ranker,
  type ViewerFeatures,
} from './ranker.js';
import { planSplits, type SplitPlan, type SplitScope } from './split-plan.js';
import { Turns } from './turns.js';

const SCOPES: Record<FeatureDeclaration['scope'], SplitScope> = {
  asset: 'item',
  user: 'viewer',
  context: 'viewer',
  cross: 'cross',
};

/** Features that are always there, whatever the stores hold: they come from the request's moment. */
const NEVER_MISSING: readonly FeatureDeclaration['scope'][] = ['context'];

/** Ranks by a LightGBM model. Raw scores are LightGBM's own, bit for bit. */
export class LightgbmRanker extends Ranker {
  override readonly model: ModelInfo;
  override readonly featureNames: readonly string[];
  /**
   * Names of features that can be absent and that the model asks without a branch for missing values: it takes them
   * for 0. Every feature but those of the context can be absent.
   */
  readonly featuresWithoutMissingBranch: readonly string[];
  readonly #features: readonly EncodedFeature[];
  readonly #plan: SplitPlan;
  readonly #explainer: LightgbmExplainer;

  private constructor(
    private readonly trees: LightgbmModel,
    declarations: readonly FeatureDeclaration[],
    codes: ReadonlyMap<number, CategoryCodes>,
    version: string,
  ) {
    super();
    this.model = { name: basename(trees.file), version, scoreIsProbability: trees.objective.probability };
    this.featureNames = trees.featureNames;
    this.#features = declarations.map((declaration, index) => ({ ...declaration, codes: codes.get(index) }));
    const scopes = declarations.map(({ scope }) => SCOPES[scope]);
    this.#plan = planSplits(trees.trees, scopes);
    this.#explainer = new LightgbmExplainer(trees, this.#features);
    const absent = new Set(
      declarations.filter(({ scope }) => !NEVER_MISSING.includes(scope)).map(({ name }) => name),
    );
    this.featuresWithoutMissingBranch = featuresWithoutMissingBranch(trees).filter((name) =>
      absent.has(name),
    );
  }

  /**
   * @param path the model, in LightGBM's text format
   * @param declarations every feature there is
   * @param categoriesPath JSON, feature → category → code
   * @throws ModelFileError when a file cannot be read or used, or names a feature that there is not
   */
  static async load(
    path: string,
    declarations: readonly FeatureDeclaration[],
    categoriesPath?: string,
  ): Promise<LightgbmRanker> {
    const bytes = await readModelFile(path);
    const model = parseLightgbmText(bytes.toString('utf8'), path);
    const declared = declarationsOf(model, declarations);
    const categories =
      categoriesPath === undefined ? new Map<string, never>() : await readCategories(categoriesPath);
    const codes = categoryCodes(model, declared, categories);
    const crossed = declared.find(({ scope }, index) => scope === 'cross' && codes.has(index));
    if (crossed !== undefined) {
      throw new ModelFileError(
        path,
        null,
        `has categories of "${crossed.name}", a feature of viewer and asset together: only numbers are supported there`,
      );
    }
    const digest = createHash('sha256').update(bytes);
    for (const feature of categories.keys())
      digest.update(JSON.stringify([...(categories.get(feature) ?? [])]));
    return new LightgbmRanker(model, declared, codes, digest.digest('hex').slice(0, 12));
  }

  override async prepare(items: FeatureTable, signal?: AbortSignal): Promise<PreparedRanking> {
    const turns = new Turns(signal);
    const columns: (Float64Array | undefined)[] = [];
    for (const { name, scope, codes } of this.#features) {
      const column = scope === 'asset' ? items.columns.get(name) : undefined;
      columns.push(column === undefined ? undefined : encodeColumn(column, codes));
      if (turns.over) await turns.next();
    }
    const scorer = await PoolScorer.prepare(this.#plan, columns, items.size, signal);
    return new PreparedTrees(this.#features, scorer, items, this.#explainer);
  }

  override output(raw: number): number {
    const { averageOutput, objective, trees } = this.trees;
    return objective.output(averageOutput ? raw / trees.length : raw);
  }
}

class PreparedTrees implements PreparedRanking {
  readonly #viewer: Float64Array;
  readonly #cross: (Float64Array | undefined)[];

  constructor(
    private readonly features: readonly EncodedFeature[],
    private readonly scorer: PoolScorer,
    private readonly items: FeatureTable,
    private readonly explainer: LightgbmExplainer,
  ) {
    this.#viewer = new Float64Array(features.length);
    this.#cross = features.map(() => undefined);
  }

  get bytes(): number {
    return this.scorer.bytes;
  }

  score(viewer: ViewerFeatures, out: Float64Array): void {
    this.features.forEach(({ name, scope, codes }, index) => {
      if (scope === 'cross') this.#cross[index] = viewer.cross.get(name);
      else if (scope !== 'asset') this.#viewer[index] = encodeValue(viewer.values.get(name), codes);
    });
    this.scorer.score(this.#viewer, this.#cross, out);
    this.#cross.fill(undefined);
  }

  explain(viewer: ViewerFeatures, row: number): Promise<Explanation | string> {
    const values = this.features.map(({ name, scope }) => {
      if (scope === 'asset') return this.items.columns.get(name)?.values[row];
      return scope === 'cross' ? viewer.cross.get(name)?.[row] : viewer.values.get(name);
    });
    return this.explainer.explain(values);
  }
}

/** The declarations of the model's features, in its order. */
function declarationsOf(
  model: LightgbmModel,
  declarations: readonly FeatureDeclaration[],
): readonly FeatureDeclaration[] {
  const known = new Map(declarations.map((declaration) => [declaration.name, declaration]));
  const unknown = model.featureNames.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new ModelFileError(
      model.file,
      null,
      `names features that there are not: ${unknown.join(', ')}. Known: ${[...known.keys()].join(', ')}`,
    );
  }
  return model.featureNames.flatMap((name) => known.get(name) ?? []);
}
