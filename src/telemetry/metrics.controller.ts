import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { AlwaysAnswered } from '../http/always-answered.js';
import { Metrics } from './metrics.js';

@ApiTags('telemetry')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @AlwaysAnswered()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'metrics', summary: 'Metrics for Prometheus' })
  @ApiResponse({
    status: 200,
    description: 'Prometheus text format.',
    content: {
      'text/plain': {
        schema: { type: 'string' },
        example: 'upnext_request_duration_seconds_count{route="/get_recommendations",status="200"} 1',
      },
    },
  })
  show(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('content-type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
