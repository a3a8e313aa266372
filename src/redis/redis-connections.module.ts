import { ClusterModule, RedisModule } from '@liaoliaots/nestjs-redis';
import { Module } from '@nestjs/common';

import { RedisSettings } from '../settings/redis.settings.js';
import { RedisConnections } from './redis-connections.js';
import { clusterOptions, redisOptions } from './redis-options.js';
import { RedisProbe } from './redis.probe.js';

/** What RedisConnections does itself. */
const NOT_THEIRS = { closeClient: false, readyLog: false, errorLog: false };

/** Connections to Redis and their health; nothing of what is read through them. */
@Module({
  imports: [
    RedisModule.forRootAsync(
      {
        inject: [RedisSettings],
        // The package passes what is injected as unknown.
        useFactory: (injected) => {
          const settings = injected as RedisSettings;
          return { ...NOT_THEIRS, config: settings.REDIS_CLUSTER ? [] : redisOptions(settings) };
        },
      },
      false,
    ),
    ClusterModule.forRootAsync(
      {
        inject: [RedisSettings],
        useFactory: (injected) => {
          const settings = injected as RedisSettings;
          return { ...NOT_THEIRS, config: settings.REDIS_CLUSTER ? clusterOptions(settings) : [] };
        },
      },
      false,
    ),
  ],
  providers: [RedisConnections, RedisProbe],
  exports: [RedisConnections],
})
export class RedisConnectionsModule {}
