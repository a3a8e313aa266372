import { Global, Module } from '@nestjs/common';

import { Clock, SystemClock } from '../clock.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';

/** Clock and metrics, for every module; `GET /metrics`. */
@Global()
@Module({
  controllers: [MetricsController],
  providers: [Metrics, { provide: Clock, useClass: SystemClock }],
  exports: [Metrics, Clock],
})
export class TelemetryModule {}
