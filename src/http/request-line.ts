import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger as Pino } from 'pino';

import type { ProblemCode } from '../problems/problem-registry.js';
import type { Metrics } from '../telemetry/metrics.js';
import { requestIdFrom, traceFrom } from './request-ids.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Trace id of the caller's `traceparent`. */
    traceId: string | undefined;
    /** What went wrong, for the log. */
    problem: ProblemCode | undefined;
  }
  interface FastifyContextConfig {
    /** Logged at debug only. */
    quiet?: boolean;
  }
}

export const generateRequestId = (raw: { headers: NodeJS.Dict<string | string[]> }): string =>
  requestIdFrom(raw.headers['x-request-id']);

/**
 * Names each request (`X-Request-Id`, `traceparent`), and when its connection is done with it writes its one line
 * to the log and observes its duration.
 */
export function followRequests(server: FastifyInstance, log: Pino, metrics: Metrics): void {
  server.decorateRequest('traceId', undefined);
  server.decorateRequest('problem', undefined);
  // Its fields are those below and none is a secret: looking for some in each line costs as much as writing it.
  const lines = log.child({}, { redact: [] });
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    const trace = traceFrom(request.headers.traceparent);
    if (trace !== undefined) {
      request.traceId = trace.traceId;
      reply.header('traceparent', trace.traceparent);
    }
    reply.raw.once('close', () => {
      finish(request, reply, lines, metrics);
    });
    done();
  });
}

function finish(request: FastifyRequest, reply: FastifyReply, log: Pino, metrics: Metrics): void {
  const answered = reply.raw.writableFinished;
  const route = request.routeOptions.url ?? 'unmatched';
  const ms = reply.elapsedTime;
  const status = answered ? reply.statusCode : 'aborted';
  metrics.requests.observe({ route, status }, ms / 1_000);

  const level =
    request.routeOptions.config.quiet === true ? 'debug' : reply.statusCode >= 500 ? 'warn' : 'info';
  if (!log.isLevelEnabled(level)) return;
  const line = {
    method: request.method,
    route,
    status,
    duration_ms: Math.round(ms * 100) / 100,
    request_id: request.id,
    trace_id: request.traceId,
    recommendation_id: reply.getHeader('x-recommendation-id'),
    degraded: reply.getHeader('x-degraded'),
    problem: request.problem,
    user_id: log.isLevelEnabled('debug') ? userOf(request.body) : undefined,
  };
  log[level](line, 'request');
}

function userOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('user_id' in body)) return undefined;
  const { user_id: id } = body;
  return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 128) : undefined;
}
