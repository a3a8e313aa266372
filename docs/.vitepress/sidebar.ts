import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { DefaultTheme } from 'vitepress';

import { siteAddress } from './repository-files.js';

const DOCS = fileURLToPath(new URL('..', import.meta.url));
const read = (page: string): string => readFileSync(DOCS + page, 'utf8');

/** The sections and lists of docs/README.md, then every decision. */
export function sidebar(): DefaultTheme.SidebarItem[] {
  const sections = read('README.md').split(/^## /m).slice(1);
  return [...sections.map(section).filter(({ items }) => items.length > 0), decisions()];
}

function section(markdown: string): { text: string; items: DefaultTheme.SidebarItem[] } {
  const [text = ''] = markdown.split('\n', 1);
  const entries = markdown.matchAll(/^- \[([^\]]+)\]\(([^)]+)\)/gm);
  return { text, items: [...entries].map(([, title = '', href = '']) => item(title, href)) };
}

function item(text: string, href: string): DefaultTheme.SidebarItem {
  return { text, link: siteAddress(href.startsWith('../') ? href.slice(3) : `docs/${href}`) };
}

function decisions(): DefaultTheme.SidebarItem {
  const pages = globSync('decisions/*.md', { cwd: DOCS }).sort();
  const items = pages.map((page) => item(/^# (.+)$/m.exec(read(page))?.[1] ?? page, page));
  return { text: 'Decisions', collapsed: true, items };
}
