import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { headingAnchor } from '../docs/.vitepress/heading-anchor.js';

const PAGES = globSync(['*.md', 'docs/**/*.md']).sort();

describe('relative links in the documentation', () => {
  it.each(PAGES)('%s', (page) => {
    expect(linksOf(page).filter(({ path, anchor }) => !resolves(path, anchor))).toEqual([]);
  });

  it('lead to every page from docs/README.md', () => {
    const linked = linksOf('docs/README.md').map(({ path }) => path);
    const pages = PAGES.filter((page) => /^docs\/[^/]+\.md$/.test(page) && page !== 'docs/README.md');
    expect(pages.filter((page) => !linked.includes(page))).toEqual([]);
  });
});

interface Link {
  readonly path: string;
  readonly anchor: string | undefined;
}

function linksOf(page: string): Link[] {
  return [...withoutCode(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(
    ([, path, anchor]) => ({ path: path ? join(dirname(page), path) : page, anchor }),
  );
}

function resolves(path: string, anchor: string | undefined): boolean {
  if (globSync(path).length === 0) return false;
  return anchor === undefined || headings(path).includes(anchor);
}

function headings(page: string): string[] {
  return [...withoutCode(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) => headingAnchor(title!));
}

function withoutCode(page: string): string {
  return readFileSync(page, 'utf8').replace(/^```.*?^```/gms, '');
}
