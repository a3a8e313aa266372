import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

const page = readFileSync('docs/extending.md', 'utf8');
const report = readFileSync('api/upnext.api.md', 'utf8');
const exported = [...report.matchAll(/^export (?:abstract )?(?:class|const|function|interface|type) (\w+)/gm)]
  .map(([, name]) => name!)
  .sort();

function files(folder: string, prefix: string): [string, string][] {
  return readdirSync(folder).map((name) => [prefix + name, readFileSync(`${folder}/${name}`, 'utf8')]);
}

describe('docs/extending.md', () => {
  it('shows every file of the package that is tested, whole, and no other code', () => {
    const shown = [...page.matchAll(/^`([^`\n]+)`:\n\n```\w+\n(.*?)^```$/gms)].map(
      ([, name, code]) => [name!, code!] as const,
    );
    expect(Object.fromEntries(shown)).toEqual(
      Object.fromEntries([
        ...files('test/extension/home-page', ''),
        ...files('test/extension/watchlist', 'src/'),
      ]),
    );
    expect(page.match(/^```\w+$/gm)).toHaveLength(shown.length);
  });

  it('lists every public name', () => {
    const [, list = ''] = page.split('## What is public');
    const listed = [...list.matchAll(/^\|[^|]+\|(.+)\|$/gm)].flatMap(([, names]) =>
      [...names!.matchAll(/`(\w+)`/g)].map(([, name]) => name!),
    );
    expect(listed.sort()).toEqual(exported);
  });
});

describe('the package of another team', () => {
  interface Manifest {
    readonly version: string;
    readonly dependencies: Record<string, string>;
    readonly overrides: Record<string, unknown>;
  }
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Manifest;

  it('has our version, our versions of Nest, and the overrides of what ours needs to run', () => {
    const [ours, theirs] = [read('package.json'), read('test/extension/home-page/package.json')];
    expect(theirs.dependencies).toEqual({
      '@nestjs/common': ours.dependencies['@nestjs/common'],
      '@nestjs/core': ours.dependencies['@nestjs/core'],
      upnext: `file:upnext-${ours.version}.tgz`,
    });
    const needed = Object.entries(ours.overrides).filter(([name]) => name in ours.dependencies);
    expect(theirs.overrides).toEqual(Object.fromEntries(needed));
  });
});

describe('what is public', () => {
  it('is documented, each export with a docstring', () => {
    expect(exported.length).toBeGreaterThan(40);
    expect(report.match(/^\/\/ @public \(undocumented\)\n.*$/gm)).toBeNull();
  });
});
