import { Global, Module } from '@nestjs/common';

import { Clock, SystemClock } from '../clock.js';
import { Metrics } from './metrics.js';

/** Clock and metrics, for every module. */
@Global()
@Module({
  providers: [Metrics, { provide: Clock, useClass: SystemClock }],
  exports: [Metrics, Clock],
})
export class TelemetryModule {}
