/** The servers that suites run on, and how they reach them. */
import { execFileSync } from 'node:child_process';

const output = (command, ...args) => execFileSync(command, args, { encoding: 'utf8' });

/** As the server says; `secured`: as its administrator, with its own authority. */
function searchVersion(url, secured = []) {
  const answer = output('curl', '-fsS', ...secured, `${url}/_nodes/_local?filter_path=nodes.*.version`);
  return Object.values(JSON.parse(answer).nodes)[0].version;
}

function redisVersion(url) {
  return /redis_version:(\S+)/.exec(output('redis-cli', '-u', url, 'info', 'server'))[1];
}

const { env } = process;
const elasticsearch8 = () => searchVersion(env.TEST_ELASTICSEARCH_8_URL);
const elasticsearch9 = () => searchVersion(env.TEST_ELASTICSEARCH_9_URL);
const secured = () =>
  searchVersion(env.TEST_ELASTICSEARCH_SECURED_URL, [
    ...['--cacert', env.TEST_ELASTICSEARCH_SECURED_CA],
    ...['-u', 'admin:p@ss:w/rd'],
  ]);
const opensearch2 = () => searchVersion(env.TEST_OPENSEARCH_2_URL);
const redis = () => redisVersion(env.TEST_REDIS_URL);

/** Suites are named `… on <name>`, the names of test/engines.ts. */
const SERVERS = [
  ['elasticsearch8', 'Elasticsearch', elasticsearch8, 'http'],
  ['elasticsearch8ApiKey', 'Elasticsearch', elasticsearch8, 'http, API key, demanded by a proxy'],
  ['elasticsearch9', 'Elasticsearch', elasticsearch9, 'http'],
  ['elasticsearch9Secured', 'Elasticsearch', secured, 'https with an authority of its own, password'],
  ['opensearch2', 'OpenSearch', opensearch2, 'http'],
  [
    'opensearch2Basic',
    'OpenSearch',
    opensearch2,
    'https with a certificate of its own, password, by a proxy',
  ],
  ['opensearch2Aws', 'OpenSearch', opensearch2, 'http, AWS Signature Version 4, verified by a proxy'],
  ['redis', 'Redis', redis, 'one server'],
  ['redisAcl', 'Redis', redis, 'a user of its access control list with few rights'],
  ['redisTls', 'Redis', redis, 'TLS with an authority of its own'],
  ['redisCluster', 'Redis', redis, 'Cluster'],
  ['redisSentinel', 'Redis', redis, 'Sentinel, with a failover'],
];

/**
 * What ran where.
 *
 * @param results what Jest writes with `--json`
 * @returns a row for each of the servers, in their order, and one for the tests that need none
 */
export function tally(results) {
  const none = { name: '', store: 'no server', version: '', reachedBy: '' };
  const servers = SERVERS.map(([name, store, version, reachedBy]) => ({
    ...{ name, store, reachedBy },
    version: version(),
  }));
  const rows = [...servers, none].map((server) => ({
    ...server,
    ...{ suites: new Set(), passed: 0, failed: 0, skipped: 0 },
  }));
  for (const file of results.testResults) {
    for (const test of file.assertionResults) {
      const names = [...test.ancestorTitles, test.title];
      const on = rows.filter(({ name }) => name !== '' && names.some((each) => each.endsWith(` on ${name}`)));
      for (const row of on.length > 0 ? on : rows.slice(-1)) {
        row.suites.add(file.name);
        if (test.status === 'passed') row.passed++;
        else if (test.status === 'failed') row.failed++;
        else row.skipped++;
      }
    }
  }
  return rows;
}
