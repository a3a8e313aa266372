import type { DiscoveryService } from '@nestjs/core';

import {
  type AssetFeature,
  type CrossFeature,
  Feature,
  type FeatureOptions,
  type ViewerFeature,
} from './feature.js';

/** What a provider marked `@Feature()` declares, and what it is once it has been made. */
export interface MarkedFeature {
  readonly options: FeatureOptions;
  /** Name of its class. */
  readonly owner: string;
  /** Only complete when the application has been built: before, it lacks what its constructor sets. */
  readonly instance: () => unknown;
}

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
  return discovery
    .getProviders({ metadataKey: Feature.KEY })
    .flatMap((wrapper) => {
      const options = discovery.getMetadataByDecorator(Feature, wrapper);
      if (options === undefined) return [];
      const owner = wrapper.metatype?.name ?? String(wrapper.name);
      return [{ options, owner, instance: (): unknown => wrapper.instance }];
    })
    .sort((a, b) => (a.options.name < b.options.name ? -1 : 1));
}

/** @throws Error when a provider lacks the method of its scope, or is of scope `cross` but no number */
export function computedFeatures(marked: readonly MarkedFeature[]): ComputedFeatures {
  for (const { options, owner, instance } of marked) {
    const { name, scope, kind } = options;
    const method = METHOD[scope];
    if (!hasMethod(instance(), method)) {
      throw new Error(`feature '${name}': ${owner} has no method ${method}(), which scope '${scope}' needs`);
    }
    if (scope === 'cross' && kind !== 'number') {
      throw new Error(`feature '${name}': ${owner} is of scope 'cross' and can only be a number`);
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

function hasMethod(instance: unknown, method: string): boolean {
  return (
    typeof instance === 'object' &&
    instance !== null &&
    method in instance &&
    typeof (instance as Readonly<Record<string, unknown>>)[method] === 'function'
  );
}
