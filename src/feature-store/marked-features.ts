import type { DiscoveryService } from '@nestjs/core';

import { type MarkedProvider, markedProviders, requireMethod } from '../marked-providers.js';
import {
  type AssetFeature,
  type CrossFeature,
  Feature,
  type FeatureOptions,
  type ViewerFeature,
} from './feature.js';

export type MarkedFeature = MarkedProvider<FeatureOptions>;

/** One provider that computes a feature. */
export interface ComputedFeature<F> {
  readonly name: string;
  readonly kind: 'number' | 'category';
  readonly feature: F;
}

/** Providers that compute features, by what these depend on. */
export interface ComputedFeatures {
  readonly asset: readonly ComputedFeature<AssetFeature>[];
  readonly viewer: readonly ComputedFeature<ViewerFeature>[];
  readonly cross: readonly ComputedFeature<CrossFeature>[];
}

const METHOD = { asset: 'column', user: 'value', context: 'value', cross: 'prepare' } as const;

/** Every provider marked `@Feature()`, whatever module it comes from, by name. */
export function markedFeatures(discovery: DiscoveryService): MarkedFeature[] {
  return markedProviders(discovery, Feature, 'feature');
}

/** @throws Error when a provider lacks the method of its scope, or is of scope `cross` but no number */
export function computedFeatures(marked: readonly MarkedFeature[]): ComputedFeatures {
  for (const provider of marked) {
    const { name, scope, kind } = provider.options;
    requireMethod('feature', provider, METHOD[scope]);
    if (scope === 'cross' && kind !== 'number') {
      throw new Error(`feature '${name}': ${provider.owner} is of scope 'cross' and can only be a number`);
    }
  }
  const ofScope = (...scopes: FeatureOptions['scope'][]) =>
    marked
      .filter(({ options }) => scopes.includes(options.scope))
      .map(({ options: { name, kind }, instance }) => ({ name, kind, feature: instance() }));
  return {
    asset: ofScope('asset') as ComputedFeature<AssetFeature>[],
    viewer: ofScope('user', 'context') as ComputedFeature<ViewerFeature>[],
    cross: ofScope('cross') as ComputedFeature<CrossFeature>[],
  };
}
