import { Injectable } from '@nestjs/common';

import { type HealthCheck, HealthProbe } from '../health/health-probe.js';
import { PreparedPools } from './prepared-pools.js';

/** Ready once the global pool is warm: from then on there is an answer for everybody. */
@HealthProbe({ name: 'global_pool', on: ['ready'] })
@Injectable()
export class GlobalPoolProbe implements HealthCheck {
  constructor(private readonly pools: PreparedPools) {}

  check(): Promise<Record<string, never>> {
    return this.pools.warm ? Promise.resolve({}) : Promise.reject(new Error('not warm yet'));
  }
}
