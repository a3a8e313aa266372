import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { HealthIndicatorService, type HealthIndicatorFunction } from '@nestjs/terminus';

import { Clock } from '../clock.js';
import { markedProviders, requireMethod } from '../marked-providers.js';
import { StateLog } from '../telemetry/state-log.js';
import { failureReason } from './failure-reason.js';
import { HealthProbe, type HealthCheck, type HealthProbeOptions } from './health-probe.js';

const TIMEOUT_MS = 1_000;
const CACHED_MS = 1_000;

interface Probe extends HealthProbeOptions {
  readonly check: HealthCheck;
  readonly log: StateLog;
}

/**
 * The probes that modules contribute, each bounded by 1 s. For people they are asked at most once a second, however
 * often `/health` is called; for load balancers each time: what readiness asks is in this process, and a start would be
 * noticed up to a second late.
 */
@Injectable()
export class Probes implements OnModuleInit {
  #probes: readonly Probe[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly indicators: HealthIndicatorService,
    private readonly clock: Clock,
  ) {}

  /** @throws Error when two probes have one name, or a marked provider has no `check` method */
  onModuleInit(): void {
    const logger = new Logger(Probes.name);
    this.#probes = markedProviders(this.discovery, HealthProbe, 'health probe').map((provider) => {
      requireMethod('health probe', provider, 'check');
      const { name, on } = provider.options;
      const log = new StateLog(`health of ${name}`, logger, this.clock);
      return { name, on, check: provider.instance() as HealthCheck, log };
    });
  }

  asked(by: 'health' | 'ready'): HealthIndicatorFunction[] {
    return this.#probes
      .filter(({ on }) => on.includes(by))
      .map((probe) => () => {
        const asked = this.#ask(probe);
        return by === 'health' ? asked.cacheFor(CACHED_MS) : asked;
      });
  }

  #ask({ name, check, log }: Probe) {
    return this.indicators
      .check(name)
      .attempt(async ({ signal }) => {
        signal.addEventListener('abort', () => {
          if (signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError') {
            log.failed(new Error(`no answer within ${TIMEOUT_MS} ms`));
          }
        });
        try {
          const shown = await check.check(signal);
          if (!signal.aborted) log.worked();
          return shown;
        } catch (error) {
          if (!signal.aborted) log.failed(error);
          throw new Error(failureReason(error), { cause: error });
        }
      })
      .withTimeout(TIMEOUT_MS);
  }
}
