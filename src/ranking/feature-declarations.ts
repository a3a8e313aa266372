import type { FeatureDeclaration } from './ranker.js';

/** Every feature that a model may name: stored ones and computed ones. */
export abstract class FeatureDeclarations {
  abstract readonly all: readonly FeatureDeclaration[];
}
