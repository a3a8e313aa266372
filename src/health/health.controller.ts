import { Controller, Get, Header, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, type HealthCheckResult, type HealthIndicatorFunction } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';

import { AlwaysAnswered } from '../http/always-answered.js';
import { Availability } from './availability.js';
import { HealthAnswer } from './health.answer.js';
import { Probes } from './probes.js';

const FINE: HealthCheckResult = { status: 'ok', info: {}, error: {}, details: {} };
const LEAVING: HealthCheckResult = { status: 'shutting_down', info: {}, error: {}, details: {} };

/** Answers in the shape of Terminus. */
@ApiTags('health')
@ApiResponse({ status: 200, type: HealthAnswer, description: 'Everything asked works.' })
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly probes: Probes,
    private readonly availability: Availability,
  ) {}

  @Get()
  @AlwaysAnswered()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'health', summary: 'What works, for people and alerts' })
  @ApiResponse({ status: 503, type: HealthAnswer, description: 'Something is down; `error` says what.' })
  all(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    return this.#check(this.probes.asked('health'), reply);
  }

  @Get('live')
  @AlwaysAnswered()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'live', summary: 'Whether the process answers at all; asks nothing else' })
  live(): HealthCheckResult {
    return FINE;
  }

  @Get('ready')
  @AlwaysAnswered()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'ready', summary: 'Whether to send requests here, for load balancers' })
  @ApiResponse({
    status: 503,
    type: HealthAnswer,
    description: 'Not yet, or not any more (`shutting_down`).',
  })
  ready(@Res({ passthrough: true }) reply: FastifyReply): HealthCheckResult | Promise<HealthCheckResult> {
    if (!this.availability.shuttingDown) return this.#check(this.probes.asked('ready'), reply);
    reply.status(503);
    return LEAVING;
  }

  async #check(probes: HealthIndicatorFunction[], reply: FastifyReply): Promise<HealthCheckResult> {
    try {
      return await this.health.check(probes);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      reply.status(503);
      return error.getResponse() as HealthCheckResult;
    }
  }
}
