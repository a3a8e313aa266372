/**
 * Prints what ran where, then the totals: `summary.mjs RESULTS`, the file that Jest writes with `--json`, while the
 * servers run. A server that no test ran on, or that a test skipped, is a failure. So is a docs/tested-servers.md that
 * names others, which is then written anew; with `--write` it always is, and is no failure. Never of a run that failed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { tally } from './servers.mjs';
import { differences, page, PAGE } from './tested-servers.mjs';

const [file, option] = process.argv.slice(2);
const results = JSON.parse(readFileSync(file, 'utf8'));
const rows = tally(results);
const onServers = rows.filter(({ name }) => name !== '');

const line = (...cells) => {
  const [store, version, reachedBy, ...counts] = cells.map(String);
  console.log(
    store.padEnd(14) +
      version.padEnd(10) +
      reachedBy.padEnd(60) +
      counts.map((count) => count.padStart(8)).join(''),
  );
};
line('server', 'version', 'reached by', 'suites', 'passed', 'failed', 'skipped');
for (const { store, version, reachedBy, suites, passed, failed, skipped } of rows) {
  line(store, version, reachedBy, suites.size, passed, failed, skipped);
}

const unproved = onServers.filter(({ passed, skipped }) => passed === 0 || skipped > 0);
for (const { store, version, reachedBy } of unproved) {
  console.log(`\n${store} ${version}, ${reachedBy}: tests were skipped or missing`);
}

// A file that does not load has no test of its own to fail.
const broken = results.testResults.filter(
  (each) => each.status === 'failed' && each.assertionResults.length === 0,
).length;
let failed = results.numFailedTests + broken + unproved.length;

const stale = differences(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '', onServers);
const written = failed === 0 && (option === '--write' || stale.length > 0);
if (written) writeFileSync(PAGE, page(onServers));
if (stale.length > 0) {
  const then = written ? 'it has been written anew, commit it' : 'it is left as it was, as the run failed';
  console.log(`\n${PAGE} is not what ran; ${then}:\n${stale.join('\n')}`);
  if (option !== '--write') failed++;
}

console.log(
  `\n${results.numPassedTests} passed, ${failed} failed, ${results.numPendingTests + results.numTodoTests} skipped`,
);
process.exitCode = failed > 0 ? 1 : 0;
