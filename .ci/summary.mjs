/**
 * Prints what ran where, then the totals: `summary.mjs RESULTS`, the file that Jest writes with `--json`.
 * A server that no test ran on, or that a test skipped, is a failure.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const results = JSON.parse(readFileSync(process.argv[2], 'utf8'));

async function elasticsearchVersion(url) {
  const answer = await fetch(`${url}/_nodes/_local?filter_path=nodes.*.version`);
  return Object.values((await answer.json()).nodes)[0].version;
}

function redisVersion(url) {
  const info = execFileSync('redis-cli', ['-u', url, 'info', 'server'], { encoding: 'utf8' });
  return /redis_version:(\S+)/.exec(info)[1];
}

/** Engine suites are named `… on <engine>`. */
const engines = [
  {
    name: 'elasticsearch8',
    title: 'Elasticsearch',
    version: await elasticsearchVersion(process.env.TEST_ELASTICSEARCH_8_URL),
  },
  {
    name: 'elasticsearch9',
    title: 'Elasticsearch',
    version: await elasticsearchVersion(process.env.TEST_ELASTICSEARCH_9_URL),
  },
  { name: 'redis', title: 'Redis', version: redisVersion(process.env.TEST_REDIS_URL) },
];
const noServer = { title: 'no server', version: '' };

const rows = new Map(
  [...engines, noServer].map((e) => [e, { suites: new Set(), passed: 0, failed: 0, skipped: 0 }]),
);
for (const file of results.testResults) {
  for (const test of file.assertionResults) {
    const names = [...test.ancestorTitles, test.title];
    const on = engines.filter((e) => names.some((name) => name.endsWith(` on ${e.name}`)));
    for (const engine of on.length > 0 ? on : [noServer]) {
      const row = rows.get(engine);
      row.suites.add(file.name);
      if (test.status === 'passed') row.passed++;
      else if (test.status === 'failed') row.failed++;
      else row.skipped++;
    }
  }
}

const line = (...cells) =>
  console.log(cells.map((cell, i) => String(cell)[i < 2 ? 'padEnd' : 'padStart'](14)).join(''));
line('engine', 'version', 'suites', 'passed', 'failed', 'skipped');
for (const [{ title, version }, row] of rows) {
  line(title, version, row.suites.size, row.passed, row.failed, row.skipped);
}

const unproved = engines.filter((engine) => rows.get(engine).passed === 0 || rows.get(engine).skipped > 0);
for (const { title, version } of unproved)
  console.log(`\n${title} ${version}: tests were skipped or missing`);

// A file that does not load has no test of its own to fail.
const broken = results.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
).length;
const failed = results.numFailedTests + broken + unproved.length;
console.log(
  `\n${results.numPassedTests} passed, ${failed} failed, ${results.numPendingTests + results.numTodoTests} skipped`,
);
process.exitCode = failed > 0 ? 1 : 0;
