import { RedisModule } from '@liaoliaots/nestjs-redis';
import { Module } from '@nestjs/common';

import { RedisSettings } from '../settings/redis.settings.js';
import { RedisConnections } from './redis-connections.js';
import { redisModuleOptions } from './redis-options.js';
import { RedisProbe } from './redis.probe.js';

/** Connections to Redis and their health; nothing of what is read through them. */
@Module({
  imports: [
    RedisModule.forRootAsync(
      {
        inject: [RedisSettings],
        // The package passes what is injected as unknown.
        useFactory: (settings) => redisModuleOptions(settings as RedisSettings),
      },
      false,
    ),
  ],
  providers: [RedisConnections, RedisProbe],
  exports: [RedisConnections],
})
export class RedisConnectionsModule {}
