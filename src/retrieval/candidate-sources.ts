import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

import { markedProviders, requireMethod } from '../marked-providers.js';
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
    const found = markedProviders(this.discovery, CandidateSource, 'candidate source');
    for (const provider of found) requireMethod('candidate source', provider, 'candidates');
    const registered = found
      .map(({ options: { name, order, scope }, instance }) => ({ name, order, scope, source: instance() }))
      .sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
    const ofScope = (wanted: CandidateSourceOptions['scope']) =>
      registered
        .filter(({ scope }) => scope === wanted)
        .map(({ name, order, source }) => ({ name, order, source }));
    this.#shared = ofScope('shared') as RegisteredSource<SharedCandidateSource>[];
    this.#viewer = ofScope('viewer') as RegisteredSource<ViewerCandidateSource>[];
  }
}
