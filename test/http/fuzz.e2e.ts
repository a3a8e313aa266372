import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Edge } from './edge.js';

const PATHS = ['/get_recommendations/', '/v1/recommendations'] as const;

const field = fc.oneof(
  fc.constantFrom(
    'user_id',
    'user_country',
    'limit',
    'exclude_ids',
    '__proto__',
    'constructor',
    'toString',
    '',
  ),
  fc.string({ unit: 'binary' }),
);
const nearly = fc.dictionary(
  field,
  fc.oneof(fc.jsonValue(), fc.integer(), fc.string({ unit: 'binary', maxLength: 200 })),
);
const bodies = fc.oneof(
  fc.json({ stringUnit: 'binary' }),
  nearly.map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary' }),
);

describe('any body', () => {
  let edge: Edge;

  beforeAll(async () => {
    edge = await Edge.start({ LOG_LEVEL: 'error' });
  });
  afterAll(() => edge.stop());

  const inject = (url: string, payload: string | Buffer, type = 'application/json') =>
    edge.app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } });

  const expectAnswer = (answer: Awaited<ReturnType<typeof inject>>) => {
    if (answer.statusCode === 200) return;
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.statusCode).toBeLessThan(500);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    const { errors, detail } = answer.json<{ errors?: unknown[]; detail: string }>();
    expect(detail).not.toBe('');
    if (answer.statusCode === 400) expect(errors?.length).toBeGreaterThan(0);
  };

  it.each(PATHS)('of text is an answer or a problem at %s', async (path) => {
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        expectAnswer(await inject(path, body));
      }),
      { numRuns: 500 },
    );
    expect(edge.lines).toEqual([]);
  });

  it.each(PATHS)('of bytes is an answer or a problem at %s', async (path) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expectAnswer(await inject(path, Buffer.from(bytes)));
      }),
      { numRuns: 200 },
    );
    expect(edge.lines).toEqual([]);
  });

  it('of any media type is an answer or a problem', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), async (type) => {
        expectAnswer(await inject(PATHS[0], '{}', type.replace(/[^\t -~]/g, '')));
      }),
      { numRuns: 200 },
    );
    expect(edge.lines).toEqual([]);
  });
});
