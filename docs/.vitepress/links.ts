import { posix } from 'node:path';

import type { MarkdownRenderer } from 'vitepress';

import { repositoryPath, siteAddress } from './repository-files.js';

/** Makes links that are right in the repository right on the site, whatever file they lead to. */
export function links(md: MarkdownRenderer): void {
  md.core.ruler.push('repository-links', ({ tokens, env }) => {
    const page = repositoryPath((env as { relativePath: string }).relativePath);
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null;
      if (href !== null && !/^([a-z]+:|#|\/)/.test(href)) token.attrSet('href', onSite(href, page));
    }
  });
}

function onSite(href: string, page: string): string {
  const [path = '', ...anchor] = href.split(/(?=#)/);
  return siteAddress(posix.join(posix.dirname(page), path)) + anchor.join('');
}
