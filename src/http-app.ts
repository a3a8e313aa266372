import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { Availability } from './health/availability.js';
import { serveApiDocument } from './http/api-document.js';
import { boundInFlight } from './http/in-flight.js';
import { acceptJsonOnly } from './http/json-body.js';
import { closeConnectionsWhenLeaving } from './http/last-answers.js';
import { requireHost } from './http/require-host.js';
import { followRequests, generateRequestId } from './http/request-line.js';
import { Routes } from './http/routes.js';
import { answerSocket } from './http/socket-problem.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { toProblem } from './problems/to-problem.js';
import type { HttpSettings } from './settings/http.settings.js';
import { Metrics } from './telemetry/metrics.js';
import { NestLog } from './telemetry/nest-log.js';

/**
 * The application behind HTTP, configured and not yet listening: what the service, its tests and its tools run.
 *
 * @param module the application; provides `HttpSettings`, `TelemetryModule` and `HealthModule`
 * @param settings the same `HttpSettings`
 * @param log where every line goes
 */
export async function createHttpApp(
  module: DynamicModule | Type,
  settings: HttpSettings,
  log: Logger,
): Promise<NestFastifyApplication> {
  const routes = new Routes();
  const problems = new ProblemFilter(routes);
  const adapter = new FastifyAdapter({
    routerOptions: { ignoreTrailingSlash: true },
    bodyLimit: settings.MAX_BODY_BYTES,
    requestTimeout: settings.RECEIVE_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    genReqId: generateRequestId,
    http: {
      requestTimeout: settings.RECEIVE_TIMEOUT_MS,
      headersTimeout: settings.RECEIVE_TIMEOUT_MS,
      connectionsCheckingInterval: Math.min(1_000, settings.RECEIVE_TIMEOUT_MS),
      requireHostHeader: false,
    },
    clientErrorHandler: (error, socket) => {
      const problem = answerSocket(error, socket);
      if (problem !== undefined) log.info({ problem: problem.code, reason: error.code }, 'not a request');
    },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      reply.header('x-request-id', request.id);
      problems.answer(toProblem(error), request, reply);
      log.info({ method: request.method, problem: request.problem, request_id: request.id }, 'not a request');
    },
  });

  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLog(log),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(problems);

  const server = adapter.getInstance<FastifyInstance>();
  acceptJsonOnly(server);
  routes.learnFrom(server);
  followRequests(server, log, app.get(Metrics));
  requireHost(server);
  closeConnectionsWhenLeaving(server, app.get(Availability, { strict: false }));
  await boundInFlight(server, settings.MAX_IN_FLIGHT);
  serveApiDocument(app);
  return app;
}
