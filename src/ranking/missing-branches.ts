import { CATEGORICAL, type LightgbmModel, missingType, MissingType } from './lightgbm-model.js';

/**
 * Names of the features that some split asks although it has no branch for a missing value: there NaN is taken for 0,
 * as LightGBM does with a feature that was never missing in training.
 */
export function featuresWithoutMissingBranch({ trees, featureNames }: LightgbmModel): string[] {
  const found = new Set<number>();
  for (const tree of trees) {
    tree.splitFeature.forEach((feature, node) => {
      const decision = tree.decisionType[node] ?? 0;
      if (!(decision & CATEGORICAL) && missingType(decision) === MissingType.none) found.add(feature);
    });
  }
  return featureNames.filter((_, feature) => found.has(feature));
}
