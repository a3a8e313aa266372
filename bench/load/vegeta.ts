import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

import { cached } from '../cache.js';
import type { Versions } from '../versions.js';

const run = promisify(execFile);
const VERSION = 'v12.12.0';
/** At the start of a constant rate: more than requests are ever under way at a time. */
const WORKERS = 64;

/**
 * Load as `vegeta` makes and reports it (https://github.com/tsenart/vegeta).
 *
 * Latencies, in milliseconds, count from when a request was sent, not from when it was due: a worker stamps it when it
 * takes it (`hit` in its `lib/attack.go`). At a constant rate the two are the same as long as a worker is free, and
 * whenever none is, another is started, so slow answers hold nothing up. Only a sender that does not get the processor
 * is late, and sends what it missed at once: {@link late} tells when it could not even do that.
 */
export interface LoadReport {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Answers with status 200 per second. */
  readonly throughput: number;
  readonly requests: number;
  /** Requests sent per second, and how many should have been; the latter `undefined` where callers wait for answers. */
  readonly rate: number;
  readonly asked: number | undefined;
  /** How many answers had another status than 200, or never came. */
  readonly failed: number;
}

/** A constant rate whatever the answers take, or callers that each ask again as soon as they are answered. */
export type LoadShape = { readonly perSecond: number } | { readonly connections: number };

/** Of the asked rate; what is below was not the asked load. */
const LEAST_RATE = 0.99;

/** Whether fewer requests were sent than asked for. */
export function late({ rate, asked }: LoadReport): boolean {
  return asked !== undefined && rate < asked * LEAST_RATE;
}

/** Its own, and of the Go that it was built with. */
export async function vegetaVersions(): Promise<Versions> {
  const { stdout } = await run(await installVegeta(), ['-version']);
  return { vegeta: VERSION, Go: /^Runtime: go(\S+)/m.exec(stdout)?.[1] ?? 'unknown' };
}

/** @throws Error where Go cannot install it */
export async function installVegeta(): Promise<string> {
  const folder = cached('bin', `vegeta-${VERSION}`);
  const vegeta = join(folder, 'vegeta');
  if (!existsSync(vegeta)) {
    const env = { ...process.env, GOBIN: folder };
    await run('go', ['install', `github.com/tsenart/vegeta/v12@${VERSION}`], { env }).catch(
      (cause: unknown) => {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`Go cannot install vegeta, which makes the load: ${why}`, { cause });
      },
    );
  }
  return vegeta;
}

/** @param targets file of requests, one JSON object a line, asked in turn from the first */
export async function attack(
  vegeta: string,
  targets: string,
  shape: LoadShape,
  seconds: number,
): Promise<LoadReport> {
  const load =
    'perSecond' in shape
      ? ['-rate', `${shape.perSecond}/s`, '-workers', String(WORKERS)] // as many more as it takes
      : [
          ...['-rate', '0', '-workers', String(shape.connections), '-max-workers', String(shape.connections)],
          ...['-connections', String(shape.connections)],
        ];
  const attacking = spawn(
    vegeta,
    [
      'attack',
      '-format',
      'json',
      '-targets',
      targets,
      '-duration',
      `${seconds}s`,
      '-timeout',
      '10s',
      ...load,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const reporting = spawn(vegeta, ['report', '-type', 'json'], {
    stdio: [attacking.stdout, 'pipe', 'inherit'],
  });
  const [report] = await Promise.all([text(reporting.stdout), once(attacking, 'exit')]);
  const {
    latencies,
    throughput,
    rate,
    requests,
    status_codes: statuses,
  } = JSON.parse(report) as VegetaReport;
  return {
    p50: latencies['50th'] / 1e6,
    p99: latencies['99th'] / 1e6,
    max: latencies.max / 1e6,
    throughput,
    requests,
    rate,
    asked: 'perSecond' in shape ? shape.perSecond : undefined,
    failed: requests - (statuses['200'] ?? 0),
  };
}

/** Latencies in nanoseconds. */
interface VegetaReport {
  readonly latencies: { readonly '50th': number; readonly '99th': number; readonly max: number };
  readonly throughput: number;
  readonly rate: number;
  readonly requests: number;
  readonly status_codes: Readonly<Record<string, number>>;
}
