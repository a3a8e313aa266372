import { setTimeout as pause } from 'node:timers/promises';

import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { endLeaveOnSignals, SIGNALS } from './early-signals.js';
import { Availability } from './health/availability.js';
import type { HttpSettings } from './settings/http.settings.js';

/**
 * Ends the process on SIGTERM or SIGINT: not ready at once; after `SHUTDOWN_DELAY_MS` no new connections; requests
 * in flight finish, for at most `SHUTDOWN_TIMEOUT_MS`; then modules close their connections and it exits with 0.
 * A second signal ends it at once, with 1.
 */
export function shutDownOnSignals(app: NestFastifyApplication, settings: HttpSettings): void {
  const logger = new Logger('Shutdown');
  let leaving = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (leaving) {
      logger.warn(`${signal} again: leaving at once`);
      process.exit(1);
    }
    leaving = true;
    logger.log(`${signal}: leaving`);
    shutDown(app, settings).then(
      () => {
        logger.log('all requests answered, all connections closed');
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'the shutdown failed');
        process.exit(1);
      },
    );
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  endLeaveOnSignals();
}

/** The shutdown itself, without the process' end. */
export async function shutDown(app: NestFastifyApplication, settings: HttpSettings): Promise<void> {
  app.get(Availability, { strict: false }).shutDown();
  if (settings.SHUTDOWN_DELAY_MS > 0) await pause(settings.SHUTDOWN_DELAY_MS);
  // Before Nest's own close: that ends the modules' connections first, which requests in flight still need.
  await drain(app, settings.SHUTDOWN_TIMEOUT_MS);
  await app.close();
}

async function drain(app: NestFastifyApplication, timeoutMs: number): Promise<void> {
  const server = app.getHttpServer();
  if (!server.listening) return;
  await new Promise<void>((resolve) => {
    const cutOff = setTimeout(() => {
      server.closeAllConnections();
    }, timeoutMs);
    server.close(() => {
      clearTimeout(cutOff);
      resolve();
    });
    server.closeIdleConnections();
  });
}
