import { afterEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { ManualClock } from '../../test/builders.js';
import { StoreError } from '../store-error.js';
import { Metrics } from '../telemetry/metrics.js';
import { StateLog } from '../telemetry/state-log.js';
import { StoreBreaker } from './store-breaker.js';

Logger.overrideLogger(false);

describe('StoreBreaker', () => {
  let breaker: StoreBreaker<string> | undefined;
  const make = (read: (id: string, signal: AbortSignal) => Promise<string>, timeoutMs = 1_000) => {
    const log = new StateLog('store', new Logger('test'), new ManualClock());
    breaker = new StoreBreaker({ store: 'user_index', timeoutMs, read, log, metrics: new Metrics() });
    return breaker;
  };

  afterEach(() => {
    breaker?.close();
  });

  it('passes answers through', async () => {
    expect(await make((id) => Promise.resolve(`user ${id}`)).read('7')).toBe('user 7');
  });

  it('ends a read that takes too long, and tells the store', async () => {
    let told: AbortSignal | undefined;
    const read = (_: string, signal: AbortSignal) => {
      told = signal;
      return new Promise<string>(() => undefined);
    };
    await expect(make(read, 5).read('7')).rejects.toThrow(StoreError);
    expect(told?.aborted).toBe(true);
  });

  it('skips a store that keeps missing, and asks it again once a probe has worked', async () => {
    let works = false;
    let calls = 0;
    const store = make(() => {
      calls += 1;
      return works ? Promise.resolve('there') : Promise.reject(new StoreError('redis', 'refused'));
    });
    for (let i = 0; i < 20 && !store.open; i++) await expect(store.read('7')).rejects.toThrow(StoreError);
    expect(store.open).toBe(true);
    const callsWhenOpen = calls;
    await expect(store.read('7')).rejects.toThrow('skipped');
    expect(calls).toBe(callsWhenOpen);
    works = true;
    while (store.open) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await store.read('7')).toBe('there');
  });

  it('does not hold a programmer error against the store', async () => {
    const store = make(() => Promise.reject(new TypeError('x is not a function')));
    for (let i = 0; i < 20; i++) await expect(store.read('7')).rejects.toThrow(TypeError);
    expect(store.open).toBe(false);
  });
});
