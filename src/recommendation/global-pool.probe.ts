import { Injectable } from '@nestjs/common';

import { type HealthCheck, HealthProbe } from '../health/health-probe.js';
import { WarmUp } from './warm-up.js';

/** Ready once the global pool is there and has been rehearsed: from then on there is an answer for everybody. */
@HealthProbe({ name: 'global_pool', on: ['ready'] })
@Injectable()
export class GlobalPoolProbe implements HealthCheck {
  constructor(private readonly warmUp: WarmUp) {}

  check(): Promise<Record<string, never>> {
    return this.warmUp.done ? Promise.resolve({}) : Promise.reject(new Error('not warm yet'));
  }
}
