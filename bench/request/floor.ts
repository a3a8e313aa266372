import 'reflect-metadata';

import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import { Pool } from 'undici';

/*
 * The unavoidable: the same framework answers a constant of the size of a real answer once it has one hash of Redis and
 * one document of Elasticsearch, both of the user, read at the same time without any client library for the latter.
 * With FLOOR=coalesced the documents of requests of the same moment are read by one _mget.
 */

const { ES_HOST = '', ES_PORT = '', ES_USER_INDEX = '', REDIS_IP = '', REDIS_PORT = '', USER_FS_DB = '0' } =
  process.env;
const FIELDS = ['prob_user_watch', 'user_vv'] as const;
const CONSTANT = Array.from({ length: 10 }, (_, n) => String(100_000 + n));

const redis = new Redis({
  host: REDIS_IP,
  port: Number(REDIS_PORT),
  db: Number(USER_FS_DB),
  enableAutoPipelining: true,
});
const elasticsearch = new Pool(`http://${ES_HOST.replace(/^https?:\/\//, '')}:${ES_PORT}`, { connections: 64 });

async function getUser(id: string): Promise<unknown> {
  const { body } = await elasticsearch.request({
    method: 'GET',
    path: `/${ES_USER_INDEX}/_doc/${encodeURIComponent(id)}?_source_includes=user_country,user_blacklist`,
  });
  return body.json();
}

let batch: { readonly ids: string[]; readonly answer: Promise<unknown> } | undefined;
let underway = false;

/** The first request of an idle moment goes at once; those that come while it is away go together. */
function getUserTogether(id: string): Promise<unknown> {
  if (batch === undefined) {
    const ids: string[] = [];
    batch = { ids, answer: underway ? previous.then(() => send(ids), () => send(ids)) : Promise.resolve().then(() => send(ids)) };
  }
  batch.ids.push(id);
  return batch.answer;
}

let previous: Promise<unknown> = Promise.resolve();

function send(ids: readonly string[]): Promise<unknown> {
  batch = undefined;
  underway = true;
  previous = elasticsearch
    .request({
      method: 'POST',
      path: `/${ES_USER_INDEX}/_mget?_source_includes=user_country,user_blacklist`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ids }),
    })
    .then(({ body }) => body.json())
    .finally(() => {
      underway = false;
    });
  return previous;
}

const read = process.env.FLOOR === 'coalesced' ? getUserTogether : getUser;

@Controller()
class FloorController {
  @Post('get_recommendations')
  @HttpCode(200)
  async answer(@Body() body: { user_id?: string }): Promise<string[]> {
    if (body.user_id !== undefined) {
      await Promise.all([read(body.user_id), redis.hmget(body.user_id, ...FIELDS)]);
    }
    return CONSTANT;
  }
}

@Module({ controllers: [FloorController] })
class FloorModule {}

const app = await NestFactory.create<NestFastifyApplication>(
  FloorModule,
  new FastifyAdapter({ routerOptions: { ignoreTrailingSlash: true } }),
  { logger: ['error', 'warn'] },
);
await app.listen(Number(process.env.PORT), '127.0.0.1');
