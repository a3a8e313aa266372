import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

import { cached } from '../cache.js';

const run = promisify(execFile);
const VERSION = 'v12.12.0';

/** Load as `vegeta` makes and reports it (https://github.com/tsenart/vegeta). */
export interface LoadReport {
  /** Latencies, milliseconds. At a constant rate they count from when the request was due. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Answers with status 200 per second. */
  readonly throughput: number;
  readonly requests: number;
  /** How many answers had another status than 200, or never came. */
  readonly failed: number;
}

/** A constant rate whatever the answers take, or callers that each ask again as soon as they are answered. */
export type LoadShape = { readonly perSecond: number } | { readonly connections: number };

/** @throws Error where Go cannot install it */
export async function installVegeta(): Promise<string> {
  const folder = cached('bin', `vegeta-${VERSION}`);
  const vegeta = join(folder, 'vegeta');
  if (!existsSync(vegeta)) {
    await run('go', ['install', `github.com/tsenart/vegeta/v12@${VERSION}`], {
      env: { ...process.env, GOBIN: folder },
    });
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
  const rate =
    'perSecond' in shape
      ? ['-rate', `${shape.perSecond}/s`, '-workers', '16']
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
      ...rate,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const reporting = spawn(vegeta, ['report', '-type', 'json'], {
    stdio: [attacking.stdout, 'pipe', 'inherit'],
  });
  const [report] = await Promise.all([text(reporting.stdout), once(attacking, 'exit')]);
  const { latencies, throughput, requests, status_codes: statuses } = JSON.parse(report) as VegetaReport;
  return {
    p50: latencies['50th'] / 1e6,
    p99: latencies['99th'] / 1e6,
    max: latencies.max / 1e6,
    throughput,
    requests,
    failed: requests - (statuses['200'] ?? 0),
  };
}

/** Latencies in nanoseconds. */
interface VegetaReport {
  readonly latencies: { readonly '50th': number; readonly '99th': number; readonly max: number };
  readonly throughput: number;
  readonly requests: number;
  readonly status_codes: Readonly<Record<string, number>>;
}
