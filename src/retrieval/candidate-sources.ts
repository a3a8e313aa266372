import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

import {
  CandidateSource,
  type CandidateSourceOptions,
  type SharedCandidateSource,
  type ViewerCandidateSource,
} from './candidate-source.js';

/** One source as the pipeline asks it. */
export interface RegisteredSource<S> {
  readonly name: string;
  readonly order: number;
  readonly source: S;
}

/** Every provider marked `@CandidateSource()`, whatever module it comes from, by ascending order, then name. */
@Injectable()
export class CandidateSources implements OnModuleInit {
  #shared: readonly RegisteredSource<SharedCandidateSource>[] = [];
  #viewer: readonly RegisteredSource<ViewerCandidateSource>[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  get shared(): readonly RegisteredSource<SharedCandidateSource>[] {
    return this.#shared;
  }

  get viewer(): readonly RegisteredSource<ViewerCandidateSource>[] {
    return this.#viewer;
  }

  /** @throws Error when two sources have one name, or a marked provider has no `candidates` method */
  onModuleInit(): void {
    const found = this.#marked();
    const owners = new Map<string, string>();
    for (const { options, instance, className } of found) {
      const owner = owners.get(options.name);
      if (owner !== undefined) {
        throw new Error(`candidate source '${options.name}' is declared twice: by ${owner} and ${className}`);
      }
      owners.set(options.name, className);
      if (!proposes(instance)) {
        throw new Error(`candidate source '${options.name}': ${className} has no method candidates()`);
      }
    }
    const registered = found
      .map(({ options: { name, order, scope }, instance }) => ({ name, order, scope, source: instance }))
      .sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
    const ofScope = (wanted: CandidateSourceOptions['scope']) =>
      registered
        .filter(({ scope }) => scope === wanted)
        .map(({ name, order, source }) => ({ name, order, source }));
    this.#shared = ofScope('shared') as RegisteredSource<SharedCandidateSource>[];
    this.#viewer = ofScope('viewer') as RegisteredSource<ViewerCandidateSource>[];
  }

  /** A module imported in two places has the same instance twice. */
  #marked(): { options: CandidateSourceOptions; instance: unknown; className: string }[] {
    const seen = new Set<unknown>();
    return this.discovery.getProviders({ metadataKey: CandidateSource.KEY }).flatMap((wrapper) => {
      const options = this.discovery.getMetadataByDecorator(CandidateSource, wrapper);
      const instance: unknown = wrapper.instance;
      if (options === undefined || seen.has(instance)) return [];
      seen.add(instance);
      return [{ options, instance, className: wrapper.metatype?.name ?? String(wrapper.name) }];
    });
  }
}

function proposes(instance: unknown): boolean {
  return (
    typeof instance === 'object' &&
    instance !== null &&
    'candidates' in instance &&
    typeof instance.candidates === 'function'
  );
}
