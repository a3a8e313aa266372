import { describe, it } from '@jest/globals';

/** Real servers to test against; `undefined` where none is running. Suites on them are named ` on <name>`. */
export const engines = {
  elasticsearch8: process.env.TEST_ELASTICSEARCH_8_URL,
  elasticsearch9: process.env.TEST_ELASTICSEARCH_9_URL,
  elasticsearch9Secured: process.env.TEST_ELASTICSEARCH_SECURED_URL,
  opensearch2: process.env.TEST_OPENSEARCH_2_URL,
  // The same servers, reached through a proxy of the suite's own that demands what they cannot.
  elasticsearch8ApiKey: process.env.TEST_ELASTICSEARCH_8_URL,
  opensearch2Basic: process.env.TEST_OPENSEARCH_2_URL,
  opensearch2Aws: process.env.TEST_OPENSEARCH_2_URL,
  redis: process.env.TEST_REDIS_URL,
  // Servers of the suite's own, from the same programs.
  redisAcl: process.env.TEST_REDIS_URL,
  redisCluster: process.env.TEST_REDIS_URL,
  redisSentinel: process.env.TEST_REDIS_URL,
  redisTls: process.env.TEST_REDIS_URL,
} as const;

/**
 * Declares a suite that needs a real server. Without one it is skipped, or, with `REQUIRE_ENGINES=true`, fails.
 */
export function describeEngine(
  engine: keyof typeof engines,
  title: string,
  suite: (url: string) => void,
): void {
  const name = `${title} on ${engine}`;
  const url = engines[engine];
  if (url !== undefined) {
    describe(name, () => {
      suite(url);
    });
  } else if (process.env.REQUIRE_ENGINES === 'true') {
    it(name, () => {
      throw new Error(`${engine} is required here: set its TEST_…_URL`);
    });
  } else {
    describe.skip(name, () => {
      it('needs a real server', () => undefined);
    });
  }
}
