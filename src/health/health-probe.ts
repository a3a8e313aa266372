import { DiscoveryService } from '@nestjs/core';

/** What a probe says of itself. */
export interface HealthProbeOptions {
  /** Key in the answer: `elasticsearch`, `redis`, `sqlite`, `model`. Unique. */
  readonly name: string;
  /** Who asks it. `health`: `GET /health`, for people and alerts. `ready`: `GET /health/ready`, for the load balancer. */
  readonly on: readonly ('health' | 'ready')[];
}

/** Marks a provider that says whether a part works; found wherever its module is imported. */
export const HealthProbe = DiscoveryService.createDecorator<HealthProbeOptions>();

/** Asked at most once a second, and within a second. */
export interface HealthCheck {
  /**
   * Resolves when the part works, with what may be shown to anybody (no hosts, no secrets).
   * @throws any error when it does not
   */
  check(signal: AbortSignal): Promise<Readonly<Record<string, string | number | boolean>>>;
}
