import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';

import { Availability } from './availability.js';
import { HealthController } from './health.controller.js';
import { Probes } from './probes.js';

/** `GET /health`, `/health/live`, `/health/ready`; asks every `@HealthProbe` provider of the application. */
@Module({
  imports: [DiscoveryModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [Probes, Availability],
  exports: [Availability],
})
export class HealthModule {}
