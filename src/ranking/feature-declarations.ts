import type { FeatureDeclaration } from './ranker.js';

/** Every feature that a model may name: stored ones and computed ones. */
export abstract class FeatureDeclarations {
  /** Without repeated names. */
  abstract readonly all: readonly FeatureDeclaration[];
}
