import type { ModuleMetadata, Provider, Type } from '@nestjs/common';

import { FeatureStore } from './feature-store/feature-store.js';
import { Ranker } from './ranking/ranker.js';

/** A provider that stands in for one of ours: `{ provide: Ranker, useClass: TheirRanker }`, or by `useFactory`. */
export type Replacement = Exclude<Provider, Type>;

/** What a team adds to the service, and puts in the place of its parts. */
export interface Extensions {
  /** Modules with candidate sources, filters, features and health probes; replacements can inject what they export. */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Providers in the place of ours, for `FeatureStore` and `Ranker`. */
  readonly replace?: readonly Replacement[];
}

/** The ports that a replacement was given for. */
export interface Replaced {
  readonly featureStore?: Replacement | undefined;
  readonly ranker?: Replacement | undefined;
}

const REPLACEABLE: readonly unknown[] = [FeatureStore, Ranker];

/** @throws Error for a token that cannot be replaced, or that is replaced twice */
export function replacedPorts({ replace = [] }: Extensions): Replaced {
  const seen = new Set<unknown>();
  for (const { provide } of replace) {
    const name = typeof provide === 'function' ? provide.name : String(provide);
    if (!REPLACEABLE.includes(provide)) {
      throw new Error(`replace: ${name} cannot be replaced; FeatureStore and Ranker can`);
    }
    if (seen.has(provide)) throw new Error(`replace: ${name} is replaced twice`);
    seen.add(provide);
  }
  const replacementOf = (port: unknown) => replace.find(({ provide }) => provide === port);
  return { featureStore: replacementOf(FeatureStore), ranker: replacementOf(Ranker) };
}

/** Settings that must not be asked for: they name a store that a replacement stands in for. */
export function settingsNotNeeded(extensions: Extensions): readonly string[] {
  return replacedPorts(extensions).featureStore === undefined ? [] : ['REDIS_IP'];
}
