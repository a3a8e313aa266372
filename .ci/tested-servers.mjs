/** docs/tested-servers.md: which servers the tests of this version passed on. */
import { readFileSync } from 'node:fs';

export const PAGE = 'docs/tested-servers.md';

const HEAD = ['Store', 'Version', 'Reached by', 'Tests passed'];

/** The page; counts of tests are those of the run that it was written of. */
export function page(rows) {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const cells = rows.map(({ store, version: its, reachedBy, passed }) => [
    store,
    its,
    reachedBy,
    String(passed),
  ]);
  const widths = HEAD.map((head, n) => Math.max(head.length, ...cells.map((row) => row[n].length)));
  const line = (row) => `| ${row.map((cell, n) => cell.padEnd(widths[n])).join(' | ')} |`;
  return `# Tested servers

What the tests of ${version} passed on: real servers, of the versions that they told themselves. This page is written by \`npm run docs:tested-servers\` from such a run, and a build whose servers are others fails.

${[line(HEAD), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n')}

Where a proxy is named, the server's distribution has no such login: a proxy of the tests stands before the real server and demands it, signatures verified by an implementation that is not the client's. A cluster of three Elasticsearch nodes that loses one is [a drill](operating.md#when-a-node-of-elasticsearch-is-lost).
`;
}

/** Rows, without their counts, that stand on the page and did not run (\`-\`), or the other way round (\`+\`). */
export function differences(written, rows) {
  const there = written
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, 4)
        .map((cell) => cell.trim())
        .join(', '),
    );
  const ran = rows.map(({ store, version, reachedBy }) => [store, version, reachedBy].join(', '));
  return [
    ...there.filter((row) => !ran.includes(row)).map((row) => `- ${row}`),
    ...ran.filter((row) => !there.includes(row)).map((row) => `+ ${row}`),
  ];
}
