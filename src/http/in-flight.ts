import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';

import { Problem } from '../problems/problem.js';

const RETRY_AFTER_MS = 1_000;

/**
 * Answers 503 while `max` requests are in flight already. The rate limiter refuses; its store counts requests
 * from their arrival to the end of their answer, or of their connection, instead of requests per time.
 */
export async function boundInFlight(server: FastifyInstance, max: number): Promise<void> {
  let inFlight = 0;
  const left = () => {
    inFlight -= 1;
  };

  server.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.rateLimit !== false && !request.is404) {
      inFlight += 1;
      reply.raw.once('close', left);
    }
    done();
  });

  class InFlight {
    incr(
      _key: string,
      found: (error: Error | null, result?: { current: number; ttl: number }) => void,
    ): void {
      found(null, { current: inFlight, ttl: RETRY_AFTER_MS });
    }

    child(): this {
      return this;
    }
  }

  const never = {
    'x-ratelimit-limit': false,
    'x-ratelimit-remaining': false,
    'x-ratelimit-reset': false,
  };
  await server.register(rateLimit, {
    max,
    store: InFlight,
    keyGenerator: () => 'all',
    addHeaders: never,
    addHeadersOnExceeding: never,
    errorResponseBuilder: () =>
      new Problem('overloaded', `${max} requests are in flight already`, {
        retryAfterSeconds: RETRY_AFTER_MS / 1_000,
      }),
  });
}
