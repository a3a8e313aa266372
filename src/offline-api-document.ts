import { Module, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';

import { HealthController } from './health/health.controller.js';
import { apiDocument } from './http/api-document.js';
import { RecommendationController } from './recommendation/recommendation.controller.js';
import { MetricsController } from './telemetry/metrics.controller.js';

const controllers: Type[] = [RecommendationController, HealthController, MetricsController];

/** What the controllers are given when nobody will call them. */
const absent: Provider[] = controllers
  .flatMap((controller) => Reflect.getMetadata('design:paramtypes', controller) as Type[])
  .map((dependency) => ({ provide: dependency, useValue: undefined }));

@Module({ controllers, providers: absent })
class Operations {}

/** The OpenAPI document without a running service: the controllers alone describe the operations. */
export async function offlineApiDocument(): Promise<OpenAPIObject> {
  const app = await NestFactory.create<NestFastifyApplication>(Operations, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  try {
    return apiDocument(app);
  } finally {
    await app.close();
  }
}
