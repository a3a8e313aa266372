import { ConsoleLogger, type INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';

import { FeatureStoreModule } from '../src/feature-store/feature-store.module.js';
import { RedisConnectionsModule } from '../src/redis/redis-connections.module.js';
import { type Environment, parseSettings } from '../src/settings/parse-settings.js';
import { SettingsModule } from '../src/settings/settings.module.js';
import { TelemetryModule } from '../src/telemetry/telemetry.module.js';

/** Keeps what is logged. */
export class KeptLog extends ConsoleLogger {
  readonly lines: string[] = [];

  protected override printMessages(messages: unknown[]): void {
    this.lines.push(...messages.map(String));
  }
}

/** Feature store, catalogue and connections as the service has them, from settings alone. */
export async function featureStoreApp(
  environment: Environment,
  log = new KeptLog(),
): Promise<INestApplicationContext> {
  const module = await Test.createTestingModule({
    imports: [
      SettingsModule.register(parseSettings(environment)),
      TelemetryModule,
      FeatureStoreModule.register({ store: 'redis', imports: [RedisConnectionsModule] }),
    ],
  })
    .setLogger(log)
    .compile();
  return module.init();
}
