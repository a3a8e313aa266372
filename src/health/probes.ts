import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { HealthIndicatorService, type HealthIndicatorFunction } from '@nestjs/terminus';

import { Clock } from '../clock.js';
import { StateLog } from '../telemetry/state-log.js';
import { failureReason } from './failure-reason.js';
import { HealthProbe, type HealthCheck, type HealthProbeOptions } from './health-probe.js';

const TIMEOUT_MS = 1_000;
const CACHED_MS = 1_000;

interface Probe extends HealthProbeOptions {
  readonly check: HealthCheck;
  readonly log: StateLog;
}

/** The probes that modules contribute: each bounded by 1 s, asked at most once a second, shared while it runs. */
@Injectable()
export class Probes implements OnModuleInit {
  #probes: readonly Probe[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly indicators: HealthIndicatorService,
    private readonly clock: Clock,
  ) {}

  /** @throws Error when two probes have the same name */
  onModuleInit(): void {
    const logger = new Logger(Probes.name);
    const byName = new Map<string, Probe>();
    for (const wrapper of this.discovery.getProviders({ metadataKey: HealthProbe.KEY })) {
      const options = this.discovery.getMetadataByDecorator(HealthProbe, wrapper);
      const check = wrapper.instance as HealthCheck | undefined;
      if (options === undefined || check === undefined) continue;
      const known = byName.get(options.name);
      if (known !== undefined && known.check !== check) {
        throw new Error(`two health probes are named ${options.name}`);
      }
      const log = new StateLog(`health of ${options.name}`, logger, this.clock);
      byName.set(options.name, { ...options, check, log });
    }
    this.#probes = [...byName.values()].sort((one, other) => one.name.localeCompare(other.name));
  }

  asked(by: 'health' | 'ready'): HealthIndicatorFunction[] {
    return this.#probes.filter(({ on }) => on.includes(by)).map((probe) => () => this.#ask(probe));
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
      .withTimeout(TIMEOUT_MS)
      .cacheFor(CACHED_MS);
  }
}
