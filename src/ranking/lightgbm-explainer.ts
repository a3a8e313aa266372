import { type EncodedFeature, encodeValue } from './encode-features.js';
import type { LightgbmModel } from './lightgbm-model.js';
import type { Explanation } from './ranker.js';
import { TreeAttribution } from './tree-attribution.js';
import { walkTrees } from './tree-walk.js';

/** Explains raw scores of a LightGBM model by path-dependent TreeSHAP; see {@link TreeAttribution}. */
export class LightgbmExplainer {
  #attribution: TreeAttribution | string | undefined;

  /** @param features one per feature of the model, in its order */
  constructor(
    private readonly model: LightgbmModel,
    private readonly features: readonly EncodedFeature[],
  ) {}

  /**
   * @param values one per feature of the model, in its order
   * @returns the reason, as text, where the model file lacks what an explanation rests on
   */
  async explain(values: readonly (number | string | null | undefined)[]): Promise<Explanation | string> {
    this.#attribution ??= TreeAttribution.of(this.model);
    if (typeof this.#attribution === 'string') return this.#attribution;
    const row = this.features.map(({ codes }, index) => encodeValue(values[index], codes));
    const contributions = await this.#attribution.contributions(row);
    return {
      rawScore: walkTrees(this.model, row),
      expectedValue: this.#attribution.expectedValue,
      features: this.features.map(({ name, codes }, index) => {
        const value = present(values[index]);
        const unknown = codes !== undefined && value !== null && !codes.has(String(value));
        const contribution = contributions[index] ?? NaN;
        return { name, value, ...(unknown ? { unknownCategory: true as const } : {}), contribution };
      }),
    };
  }
}

function present(value: number | string | null | undefined): number | string | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
