import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Everything `GET /metrics` says. One place, so that names and labels stay few and bounded. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly requests = new Histogram({
    name: 'upnext_request_duration_seconds',
    help: 'Answered HTTP requests by route and status.',
    labelNames: ['route', 'status'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  readonly steps = new Histogram({
    name: 'upnext_step_duration_seconds',
    help: 'Steps of a recommendation; the same names as timings_ms.',
    labelNames: ['step'] as const,
    buckets: [0.00005, 0.0001, 0.0002, ...SECONDS],
    registers: [this.registry],
  });

  readonly degraded = new Counter({
    name: 'upnext_degraded_total',
    help: 'Answers with a part missing, by part.',
    labelNames: ['part'] as const,
    registers: [this.registry],
  });

  readonly refills = new Counter({
    name: 'upnext_refills_total',
    help: 'Further searches because the pool did not leave enough candidates.',
    registers: [this.registry],
  });

  readonly unknownFields = new Counter({
    name: 'upnext_unknown_fields_total',
    help: 'Requests to the bare endpoint with fields that it ignores.',
    registers: [this.registry],
  });

  readonly poolBuilds = new Histogram({
    name: 'upnext_pool_build_duration_seconds',
    help: 'Builds of prepared pools by outcome (built, degraded, failed).',
    labelNames: ['outcome'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  readonly poolAge = new Gauge({
    name: 'upnext_pool_age_seconds',
    help: 'Age of the oldest prepared pool in use, and of the global one.',
    labelNames: ['pool'] as const,
    registers: [this.registry],
  });

  readonly poolCandidates = new Gauge({
    name: 'upnext_pool_candidates',
    help: 'Candidates of the prepared pools together, and of the global one.',
    labelNames: ['pool'] as const,
    registers: [this.registry],
  });

  readonly poolBytes = new Gauge({
    name: 'upnext_pool_bytes',
    help: 'Memory held by all prepared pools (POOLS_MAX_MB bounds it).',
    registers: [this.registry],
  });

  readonly skippedRecords = new Counter({
    name: 'upnext_skipped_records_total',
    help: 'Records, or fields of them, that could not be used, by store and reason.',
    labelNames: ['store', 'reason'] as const,
    registers: [this.registry],
  });

  readonly storeErrors = new Counter({
    name: 'upnext_store_errors_total',
    help: 'Calls that a store did not answer, by store.',
    labelNames: ['store'] as const,
    registers: [this.registry],
  });

  readonly storeSkipped = new Counter({
    name: 'upnext_store_skipped_total',
    help: 'Calls not made because the circuit breaker of the store was open.',
    labelNames: ['store'] as const,
    registers: [this.registry],
  });

  readonly filtered = new Counter({
    name: 'upnext_filtered_total',
    help: 'Candidates removed, by filter.',
    labelNames: ['filter'] as const,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }
}
