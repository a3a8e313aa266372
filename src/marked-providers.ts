import type { DiscoverableDecorator, DiscoveryService } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';

import { requireUniqueNames } from './unique-names.js';

/** What the options of every marking decorator have. */
export interface MarkOptions {
  readonly name: string;
  readonly scope?: string;
}

/** A provider that a decorator marks, and what it is once it has been made. */
export interface MarkedProvider<O extends MarkOptions> {
  readonly options: O;
  /** Name of its class. */
  readonly owner: string;
  /** Only complete when the application has been built: before, it lacks what its constructor sets. */
  readonly instance: () => unknown;
}

/**
 * Every provider that a decorator marks, whatever module it comes from, by name. One instance under several tokens
 * counts once.
 *
 * @param what what the decorator's classes are: `feature`, `filter`
 * @throws Error that names both classes where two have one name, and the class whose decorator names nothing
 */
export function markedProviders<O extends MarkOptions>(
  discovery: DiscoveryService,
  decorator: DiscoverableDecorator<O>,
  what: string,
): MarkedProvider<O>[] {
  const seen = new Set<unknown>();
  const marked = discovery
    .getProviders({ metadataKey: decorator.KEY })
    .flatMap((wrapper): MarkedProvider<O>[] => {
      const options = discovery.getMetadataByDecorator(decorator, wrapper);
      const known: unknown = wrapper.instance ?? wrapper;
      if (options === undefined || seen.has(known)) return [];
      seen.add(known);
      const owner = ownerOf(wrapper);
      if (!isNamed(options)) throw new Error(`${what}: the decorator of ${owner} gives no name`);
      return [{ options, owner, instance: () => wrapper.instance as unknown }];
    })
    .sort((a, b) => (a.options.name < b.options.name ? -1 : 1));
  requireUniqueNames(
    what,
    marked.map(({ options: { name }, owner }) => ({ name, owner })),
  );
  return marked;
}

/** @throws Error where a marked class lacks the method that it is asked by */
export function requireMethod(what: string, marked: MarkedProvider<MarkOptions>, method: string): void {
  const { options, owner, instance } = marked;
  const made = instance();
  if (typeof made === 'object' && made !== null && typeof Reflect.get(made, method) === 'function') return;
  const needs = options.scope === undefined ? '' : `, which scope '${options.scope}' needs`;
  throw new Error(`${what} '${options.name}': ${owner} has no method ${method}()${needs}`);
}

/** A provider given as a value has no class of its own, but its value has. */
function ownerOf({ instance, metatype, name }: InstanceWrapper<unknown>): string {
  if (typeof instance === 'object' && instance !== null) return instance.constructor.name;
  return metatype?.name ?? String(name);
}

/** The decorators' types let them be called without options. */
function isNamed({ name }: { readonly name?: unknown }): boolean {
  return typeof name === 'string' && name !== '';
}
