import { isUtf8 } from 'node:buffer';

import type { FastifyInstance } from 'fastify';

import { Problem } from '../problems/problem.js';

/** JSON is the one media type that bodies can have. */
export function acceptJsonOnly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, bytes, done) => {
    try {
      done(null, parseJson(bytes as Buffer));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
}

/**
 * JSON text in UTF-8. Where a key appears twice the last one counts; `__proto__` is a key like any other.
 *
 * @throws Problem `invalid_body`
 */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0)
    throw unacceptable('not_empty', 'must not be empty: send {} for an anonymous viewer');
  if (!isUtf8(bytes)) throw unacceptable('utf8', 'must be valid UTF-8');
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (cause) {
    throw unacceptable('json', 'must be valid JSON', cause);
  }
}

function unacceptable(rule: string, message: string, cause?: unknown): Problem {
  return new Problem('invalid_body', `the body ${message}`, {
    errors: [{ field: 'body', rule, message }],
    cause,
  });
}
