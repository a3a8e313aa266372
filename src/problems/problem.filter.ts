import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from './problem.js';
import { PROBLEM_MEDIA_TYPE, problemDocument } from './problem-document.js';
import { PROBLEMS } from './problem-registry.js';
import { toProblem } from './to-problem.js';
import type { Routes } from '../http/routes.js';

/** Turns whatever was thrown on the way to an answer into problem details. What nobody foresaw is logged in full. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);

  constructor(private readonly routes: Routes) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    this.answer(request.is404 ? this.#nothingThere(request, reply) : toProblem(error), request, reply);
  }

  answer(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
    if (problem.code === 'internal') {
      this.#logger.error(
        { err: problem.cause ?? problem, request_id: request.id },
        'an unexpected error while answering',
      );
    }
    if (reply.sent) return;
    request.problem = problem.code;
    if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds);
    void reply
      .status(PROBLEMS[problem.code].status)
      .header('content-type', PROBLEM_MEDIA_TYPE)
      .send(JSON.stringify(problemDocument(problem, request.id)));
  }

  /** Not found, or found under other methods. Whatever else is wrong with the request does not matter then. */
  #nothingThere(request: FastifyRequest, reply: FastifyReply): Problem {
    const allowed = this.routes.methodsAt(request.url);
    if (allowed.length === 0) return new Problem('not_found', 'no operation has this path');
    const allow = allowed.join(', ');
    reply.header('allow', allow);
    return new Problem('method_not_allowed', `${request.method} is not one of ${allow}`);
  }
}
