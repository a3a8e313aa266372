import { defineConfig } from 'vitepress';

import { diagrams } from './diagrams.js';
import { headingAnchor } from './heading-anchor.js';
import { links } from './links.js';
import { sidebar } from './sidebar.js';

export default defineConfig({
  title: 'Upnext',
  description: 'Video recommendations from Elasticsearch, Redis and a LightGBM model',
  // Without one browsers ask for a file that there is not.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  rewrites: { 'README.md': 'index.md' },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Quick start', link: '/quick-start' },
      { text: 'API', link: '/api' },
      { text: 'Configuration', link: '/configuration' },
      { text: 'Operating', link: '/operating' },
    ],
    sidebar: sidebar(),
  },
  markdown: {
    anchor: { slugify: headingAnchor },
    config(md) {
      links(md);
      diagrams(md);
    },
  },
});
