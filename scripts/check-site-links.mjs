/** Follows every link of the built site that stays on it: to a page, and to the heading on that page. */
import { existsSync, globSync, readFileSync } from 'node:fs';

const SITE = 'docs/.vitepress/dist';

const pages = new Map(
  globSync('**/*.html', { cwd: SITE }).map((page) => {
    const html = readFileSync(`${SITE}/${page}`, 'utf8');
    const all = (pattern) => [...html.matchAll(pattern)].map(([, value]) => value);
    return [page, { ids: new Set(all(/ id="([^"]+)"/g)), hrefs: all(/<a [^>]*?href="([^"]+)"/g) }];
  }),
);

function dead(href, page) {
  const { origin, pathname, hash } = new URL(href, `http://site/${page}`);
  if (origin !== 'http://site') return false;
  const target = decodeURIComponent(pathname.slice(1)).replace(/(^|\/)$/, '$1index.html');
  if (hash.length <= 1) return !existsSync(`${SITE}/${target}`);
  return !pages.get(target)?.ids.has(decodeURIComponent(hash.slice(1)));
}

let links = 0;
const found = [...pages].flatMap(([page, { hrefs }]) => {
  links += hrefs.length;
  return hrefs.filter((href) => dead(href, page)).map((href) => `${page}: ${href}`);
});
console.log(found.join('\n') || `${links} links on ${pages.size} pages: none is dead`);
process.exitCode = found.length > 0 || links === 0 ? 1 : 0;
