/** Something with a name, and where it comes from, for people: a class, or a setting. */
export interface Owned {
  readonly name: string;
  readonly owner: string;
}

/**
 * @param what what the names are of: `feature`, `filter`
 * @throws Error that names both owners where two have one name
 */
export function requireUniqueNames(what: string, owned: readonly Owned[]): void {
  const owners = new Map<string, string>();
  for (const { name, owner } of owned) {
    const other = owners.get(name);
    if (other !== undefined) {
      throw new Error(`${what} '${name}' is declared twice: by ${other} and by ${owner}`);
    }
    owners.set(name, owner);
  }
}
