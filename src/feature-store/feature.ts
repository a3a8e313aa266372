import { DiscoveryService } from '@nestjs/core';

import type { Asset } from '../retrieval/asset.js';
import type { FeatureColumn, FeatureValues } from './feature-column.js';

/**
 * What a feature depends on. `asset`: the asset alone, computed when a pool is built. `context`: the
 * request alone. `user`: the viewer alone. `cross`: both, computed per request for every candidate.
 */
export type FeatureScope = 'asset' | 'user' | 'cross' | 'context';

/** What a feature says of itself. */
export interface FeatureOptions {
  /** The name the model knows it by. Unique among all features, stored ones included. */
  readonly name: string;
  readonly scope: FeatureScope;
  readonly kind: 'number' | 'category';
  /** For documentation: meaning, unit, range. */
  readonly description: string;
}

/** Marks a provider that computes a feature; found wherever its module is imported. */
export const Feature = DiscoveryService.createDecorator<FeatureOptions>();

/** What is known of the viewer and the moment when a request is scored. */
export interface ViewerContext {
  /** `null` for an anonymous viewer. */
  readonly userId: string | null;
  /** Two upper-case letters, or `null` when unknown. */
  readonly country: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The same with the features of scope `user` and `context`, stored ones included. */
export interface ViewerWithFeatures extends ViewerContext {
  readonly features: FeatureValues;
}

/** Scope `asset`. `now`: when the pool is built. */
export interface AssetFeature {
  /** @returns a column of the declared kind, rows in the order of `assets` */
  column(assets: readonly Asset[], now: number): FeatureColumn;
}

/** Scopes `user` and `context`: a number (NaN when missing) or a category (`null` when missing). */
export interface ViewerFeature {
  /** Called once per request: no reads. */
  value(viewer: ViewerContext): number | string | null;
}

/** Scope `cross`: does its asset side once per pool, and gives a function that fills one column per request. */
export interface CrossFeature {
  /** @returns what fills rows in the order of `assets` */
  prepare(assets: readonly Asset[]): CrossFeatureFill;
}

/** Writes the feature of every candidate into `out` (NaN when missing). Called on each request: no allocation. */
export type CrossFeatureFill = (viewer: ViewerWithFeatures, out: Float64Array) => void;
