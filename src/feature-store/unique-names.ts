import type { FeatureDeclaration } from '../ranking/ranker.js';

/** A feature and where it comes from, for people: a class, or a setting. */
export interface OwnedDeclaration extends FeatureDeclaration {
  readonly owner: string;
}

/** @throws Error that names both owners where two features have one name */
export function requireUniqueNames(declarations: readonly OwnedDeclaration[]): void {
  const owners = new Map<string, string>();
  for (const { name, owner } of declarations) {
    const other = owners.get(name);
    if (other !== undefined) {
      throw new Error(`feature '${name}' is declared twice: by ${other} and by ${owner}`);
    }
    owners.set(name, owner);
  }
}
