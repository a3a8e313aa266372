import { afterEach, describe, expect, it } from '@jest/globals';

import { Problem } from '../problems/problem.js';
import type { PreparedPools } from './prepared-pools.js';
import type { RecommendationPipeline } from './recommendation.pipeline.js';
import { WarmUp } from './warm-up.js';

describe('WarmUp', () => {
  let warmUp: WarmUp | undefined;
  const make = (pools: { warm: boolean }, recommend: () => Promise<unknown>) => {
    warmUp = new WarmUp(pools as PreparedPools, { recommend } as unknown as RecommendationPipeline);
    return warmUp;
  };

  afterEach(() => {
    warmUp?.onModuleDestroy();
  });

  it('is done once requests have been rehearsed on the global pool', async () => {
    const pools = { warm: false };
    let requests = 0;
    const service = make(pools, () => Promise.resolve(++requests));
    const rehearsed = service.rehearse();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect([service.done, requests]).toEqual([false, 0]);
    pools.warm = true;
    await rehearsed;
    expect(service.done).toBe(true);
    expect(requests).toBeGreaterThan(1);
  });

  it('is not held back by a store that fails', async () => {
    const service = make({ warm: true }, () => Promise.reject(new Problem('blacklist_unavailable', 'gone')));
    await service.rehearse();
    expect(service.done).toBe(true);
  });

  it('is loud about programmer errors', async () => {
    const service = make({ warm: true }, () => Promise.reject(new TypeError('x is not a function')));
    await expect(service.rehearse()).rejects.toThrow(TypeError);
  });

  it('ends with the application', async () => {
    const service = make({ warm: false }, () => Promise.resolve());
    const rehearsed = service.rehearse();
    service.onModuleDestroy();
    await rehearsed;
    expect(service.done).toBe(false);
  });
});
