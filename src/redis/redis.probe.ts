import { Injectable } from '@nestjs/common';

import { type HealthCheck, HealthProbe } from '../health/health-probe.js';
import { RedisConnections } from './redis-connections.js';

/** Whether features can be read: every connection answers the command that reads them. */
@HealthProbe({ name: 'redis', on: ['health'] })
@Injectable()
export class RedisProbe implements HealthCheck {
  constructor(private readonly connections: RedisConnections) {}

  /** @throws StoreError */
  async check(signal: AbortSignal): Promise<{ connections: number }> {
    const { all } = this.connections;
    await Promise.all(all.map((connection) => connection.probe(signal)));
    return { connections: all.length };
  }
}
