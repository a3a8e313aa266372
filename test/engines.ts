import { describe, it } from '@jest/globals';

/** Real servers to test against; `undefined` where none is running. */
export const engines = {
  elasticsearch8: process.env.TEST_ELASTICSEARCH_8_URL,
  elasticsearch9: process.env.TEST_ELASTICSEARCH_9_URL,
  redis: process.env.TEST_REDIS_URL,
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
