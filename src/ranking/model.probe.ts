import { Injectable } from '@nestjs/common';

import { type HealthCheck, HealthProbe } from '../health/health-probe.js';
import { Ranker } from './ranker.js';

/** The model is loaded before the application listens: that it is there is all there is to ask. */
@HealthProbe({ name: 'model', on: ['health', 'ready'] })
@Injectable()
export class ModelProbe implements HealthCheck {
  constructor(private readonly ranker: Ranker) {}

  check(): Promise<{ name: string; version: string }> {
    const { name, version } = this.ranker.model;
    return Promise.resolve({ name, version });
  }
}
