/** What docs/tested-servers.md names, by major version, from a minor version on; a test compares the two. */
export const TESTED: readonly {
  readonly product: string;
  readonly major: number;
  readonly fromMinor: number;
}[] = [
  { product: 'Elasticsearch', major: 8, fromMinor: 19 },
  { product: 'Elasticsearch', major: 9, fromMinor: 0 },
  { product: 'OpenSearch', major: 2, fromMinor: 0 },
  { product: 'Redis', major: 7, fromMinor: 0 },
];

/** Whether a server is of a version that the tests ran on, or near it. What does not tell its version is taken as it is. */
export function isTested(product: string | null, version: string | null): boolean {
  const versions = TESTED.filter((each) => each.product === product);
  if (version === null || versions.length === 0) return true;
  const [major = NaN, minor = NaN] = version.split('.').map(Number);
  return versions.some((each) => major === each.major && minor >= each.fromMinor);
}

/** `Elasticsearch 8.19 or later of 8, Elasticsearch 9, OpenSearch 2` */
export function testedVersions(products: readonly string[]): string {
  return TESTED.filter(({ product }) => products.includes(product))
    .map(({ product, major, fromMinor }) =>
      fromMinor === 0 ? `${product} ${major}` : `${product} ${major}.${fromMinor} or later of ${major}`,
    )
    .join(', ');
}
