import { filePages } from '../.vitepress/repository-files.js';

/** A page for each file outside of docs/ that the documentation leads to, so that no link leaves the site. */
export default {
  paths: () =>
    filePages().map(({ path, content }) => ({ params: { path: path.replace(/\.md$/, '') }, content })),
};
