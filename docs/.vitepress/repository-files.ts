import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { extname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FENCES: Record<string, string> = { '.cjs': 'js', '.mjs': 'js', '.example': 'sh' };
const LINK = /\]\((?!https?:|mailto:|#)([^)#\s]+)/g;

export interface FilePage {
  /** From the root of the repository. */
  readonly path: string;
  /** Markdown. */
  readonly content: string;
}

/** The address, on the site, of what stands at a path of the repository. */
export function siteAddress(path: string): string {
  if (path.startsWith('docs/')) return path.slice('docs'.length).replace(/^\/README\.md$/, '/index.md');
  return `/files/${path.replace(/\.md$/, '')}.html`;
}

/** The path, in the repository, that a page of the site is made from. */
export function repositoryPath(page: string): string {
  return page.startsWith('files/') ? page.slice('files/'.length) : posix.join('docs', page);
}

/** Files and folders outside of docs/ that its pages lead to, and those that these lead to in turn. */
export function filePages(): FilePage[] {
  const pages = new Map<string, FilePage>();
  const queue = globSync('docs/**/*.md', { cwd: ROOT }).flatMap((page) => linksOf(page, read(page)));
  for (const path of queue) {
    if (path.startsWith('docs/') || pages.has(path) || !existsSync(join(ROOT, path))) continue;
    const content = contentOf(path);
    pages.set(path, { path, content });
    if (path.endsWith('.md')) queue.push(...linksOf(path, content));
    else if (isFolder(path)) queue.push(...filesIn(path));
  }
  return [...pages.values()];
}

function contentOf(path: string): string {
  if (path.endsWith('.md')) return read(path);
  if (!isFolder(path)) return `# ${path}\n\n\`\`\`\`${fence(path)}\n${read(path)}\n\`\`\`\`\n`;
  const entries = filesIn(path).map((file) => `- [${posix.relative(path, file)}](${siteAddress(file)})`);
  return `# ${path}\n\n${entries.join('\n')}\n`;
}

function fence(path: string): string {
  const extension = extname(path);
  if (path.endsWith('Dockerfile')) return 'docker';
  return FENCES[extension] ?? (extension.slice(1) || 'txt');
}

function filesIn(folder: string): string[] {
  return globSync(`${folder}/**/*`, { cwd: ROOT })
    .filter((path) => !isFolder(path))
    .sort();
}

function linksOf(page: string, markdown: string): string[] {
  const folder = posix.dirname(page);
  return [...markdown.matchAll(LINK)].map(([, href]) => posix.join(folder, href ?? ''));
}

const isFolder = (path: string): boolean => statSync(join(ROOT, path)).isDirectory();
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
