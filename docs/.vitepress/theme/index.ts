import type { Theme } from 'vitepress';
// Without the fonts that the default theme brings: readers have good ones.
import DefaultTheme from 'vitepress/theme-without-fonts';

import ApiReference from './ApiReference.vue';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('ApiReference', ApiReference);
  },
} satisfies Theme;
