import type { DynamicModule, INestApplicationContext } from '@nestjs/common';

import type { Extensions } from '../extensions.js';
import type { LoadedSettings } from '../settings/loaded-settings.js';
import type { Finding } from './finding.js';

/** What an examination touches of the world outside. */
export interface DoctorWorld {
  /** @throws SettingsError */
  settings(): Promise<LoadedSettings>;
  /** A part of the application, started without a word; whoever gave this closes it. */
  start(module: DynamicModule): Promise<INestApplicationContext>;
  readonly extensions: Extensions;
  /** Aborted where the person ends it. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What one check came to, and what later ones build on; `undefined` where they cannot. */
export interface Looked<T> {
  readonly findings: readonly Finding[];
  readonly value?: T;
}

/** The longest that a store has for one answer. */
export const ANSWER_MS = 5_000;
/** Single reads by which a store is called slow. */
export const TIMED_READS = 9;
/** Newest videos whose features are looked at; as many candidates are prepared for the estimate of memory. */
export const SAMPLED_ASSETS = 500;
export const SAMPLED_USERS = 50;

/** A signal for one answer. */
export function answerIn(world: DoctorWorld, ms = ANSWER_MS): AbortSignal {
  return AbortSignal.any([world.signal, AbortSignal.timeout(ms)]);
}

/** Milliseconds that each of some calls took, one after the other; the first, which may open a connection, not counted. */
export async function timed(call: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  await call();
  for (let i = 0; i < TIMED_READS; i++) {
    const begin = performance.now();
    await call();
    times.push(performance.now() - begin);
  }
  return times;
}
