import 'reflect-metadata';

import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { readBody } from '../../src/http/read-body.js';
import { GetRecommendationsBody } from '../../src/recommendation/dto/get-recommendations.body.js';

/* The framework's hello world: the body is validated as the service does it, and a constant answered. */

const CONSTANT = Array.from({ length: 10 }, (_, n) => String(38_073_944 + n));

@Controller()
class HelloController {
  @Post('get_recommendations')
  @HttpCode(200)
  answer(@Body() raw: unknown): string[] {
    readBody(GetRecommendationsBody, raw);
    return CONSTANT;
  }

  @Get('ready')
  ready(): string {
    return 'ready';
  }
}

@Module({ controllers: [HelloController] })
class HelloModule {}

const app = await NestFactory.create<NestFastifyApplication>(
  HelloModule,
  new FastifyAdapter({ routerOptions: { ignoreTrailingSlash: true } }),
  { logger: ['error', 'warn'] },
);
await app.listen(Number(process.env.PORT), '127.0.0.1');
