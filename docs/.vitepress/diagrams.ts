import { renderMermaidSVG } from 'beautiful-mermaid';
import type { MarkdownRenderer } from 'vitepress';

/** Draws Mermaid blocks when the site is built; theme/style.css has their colours, in light and in dark. */
export function diagrams(md: MarkdownRenderer): void {
  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const token = tokens[index];
    if (token?.info.trim() !== 'mermaid') return fence?.(tokens, index, ...rest) ?? '';
    return `<div class="diagram" v-pre>${svg(token.content)}</div>\n`;
  };
}

/** Without the style of its own, which would fetch a font. */
function svg(text: string): string {
  return renderMermaidSVG(text, { transparent: true })
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/ style="--bg[^"]*"/, '');
}
