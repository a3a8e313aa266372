import 'reflect-metadata';

import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import { Pool } from 'undici';

import { SharedReads } from '../../src/retrieval/shared-reads.js';

/*
 * The unavoidable: the same framework answers a constant of the size of a real answer once it has one hash of Redis
 * and one document of Elasticsearch, read at the same time, the latter without any client library. With
 * FLOOR=coalesced the documents of requests of the same moment are read together.
 */

const environment = (name: string) => process.env[name] ?? '';
const INDEX = environment('ES_USER_INDEX');
const ONLY = '_source_includes=user_country,user_blacklist';
const FEATURES = ['prob_user_watch', 'user_vv'] as const;
const CONSTANT = Array.from({ length: 10 }, (_, n) => String(38_073_944 + n));

const redis = new Redis({
  host: environment('REDIS_IP'),
  port: Number(environment('REDIS_PORT')),
  db: Number(environment('USER_FS_DB')),
  enableAutoPipelining: true,
});
const elasticsearch = new Pool(environment('ES_HOST'), { connections: 64 });

async function document(id: string): Promise<unknown> {
  const path = `/${INDEX}/_doc/${encodeURIComponent(id)}?${ONLY}`;
  const { body } = await elasticsearch.request({ method: 'GET', path });
  return body.json();
}

async function documents(ids: readonly string[]): Promise<readonly unknown[]> {
  const { body } = await elasticsearch.request({
    method: 'POST',
    path: `/${INDEX}/_mget?${ONLY}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ids }),
  });
  return ((await body.json()) as { docs: unknown[] }).docs;
}

const together = new SharedReads(documents);
const read = environment('FLOOR') === 'coalesced' ? (id: string) => together.read(id) : document;

@Controller()
class FloorController {
  @Post('get_recommendations')
  @HttpCode(200)
  async answer(@Body() { user_id }: { user_id?: string }): Promise<string[]> {
    if (user_id !== undefined) {
      await Promise.all([read(user_id), redis.hmget(environment('USER_KEY_PREFIX') + user_id, ...FEATURES)]);
    }
    return CONSTANT;
  }

  @Get('ready')
  ready(): string {
    return 'ready';
  }
}

@Module({ controllers: [FloorController] })
class FloorModule {}

const app = await NestFactory.create<NestFastifyApplication>(
  FloorModule,
  new FastifyAdapter({ routerOptions: { ignoreTrailingSlash: true } }),
  { logger: ['error', 'warn'] },
);
await app.listen(Number(environment('PORT')), '127.0.0.1');
