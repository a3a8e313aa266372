import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { aPool, ManualClock } from '../../test/builders.js';
import { PoolSettings } from '../settings/pool.settings.js';
import { StoreError } from '../store-error.js';
import { Metrics } from '../telemetry/metrics.js';
import type { PoolBuilder } from './pool-builder.js';
import type { PreparedPool } from './prepared-pool.js';
import { PreparedPools } from './prepared-pools.js';

Logger.overrideLogger(false);

/** Builds that end when the test says so. */
class ManualBuilder {
  readonly builds: { country: string | null; end: (result: PreparedPool | Error) => void }[] = [];

  build(country: string | null): Promise<PreparedPool> {
    return new Promise((resolve, reject) => {
      this.builds.push({
        country,
        end: (result) => {
          if (result instanceof Error) reject(result);
          else resolve(result);
        },
      });
    });
  }
}

const gone = new StoreError('elasticsearch', 'connection refused');
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('PreparedPools', () => {
  let clock: ManualClock;
  let builder: ManualBuilder;
  let pools: PreparedPools;
  const settings = {
    POOL_REFRESH_SECONDS: 30,
    POOL_MAX_AGE_SECONDS: 300,
    POOL_BUILD_TIMEOUT_MS: 5_000,
    POOLS_MAX_MB: 1,
  };

  const make = (more: Partial<typeof settings> = {}) =>
    new PreparedPools(
      builder as unknown as PoolBuilder,
      new PoolSettings({ ...settings, ...more }),
      clock,
      new Metrics(),
    );
  const end = async (country: string | null, result: PreparedPool | Error) => {
    const build = builder.builds.splice(
      builder.builds.findIndex((candidate) => candidate.country === country),
      1,
    )[0];
    build!.end(result);
    await settled();
  };
  const pool = (country: string | null, more: Partial<PreparedPool> = {}) =>
    aPool({ a: 1 }, { country, builtAt: clock.now(), ...more });

  beforeEach(() => {
    clock = new ManualClock();
    builder = new ManualBuilder();
    pools = make();
  });

  afterEach(async () => {
    for (const build of builder.builds) build.end(gone);
    await settled();
  });

  it('has nothing to serve, and says so, while there is no pool and the index fails', async () => {
    const answer = expect(pools.serve('BR', 1_000)).rejects.toMatchObject({ code: 'candidates_unavailable' });
    await end('BR', gone);
    await answer;
    expect(pools.warm).toBe(false);
  });

  it('builds once for all requests that wait for the same country', async () => {
    const answers = [pools.serve('BR', 1_000), pools.serve('BR', 1_000)];
    expect(builder.builds).toHaveLength(1);
    const built = await pool('BR');
    await end('BR', built);
    for (const answer of await Promise.all(answers)) expect(answer).toEqual({ pool: built, degraded: [] });
  });

  it('answers with the global pool, and says so, when a country cannot be built', async () => {
    const global = await pool(null);
    const first = pools.serve(null, 1_000);
    await end(null, global);
    await first;
    const answer = pools.serve('BR', 1_000);
    await end('BR', gone);
    expect(await answer).toEqual({ pool: global, degraded: ['candidates'] });
    // Known to fail: the next request does not wait at all.
    expect(await pools.serve('BR', 60_000)).toEqual({ pool: global, degraded: ['candidates'] });
  });

  it('answers with the global pool when a build takes longer than the request can wait', async () => {
    const global = await pool(null);
    const first = pools.serve(null, 1_000);
    await end(null, global);
    await first;
    expect(await pools.serve('BR', 5)).toEqual({ pool: global, degraded: ['candidates'] });
    const late = await pool('BR');
    await end('BR', late);
    expect((await pools.serve('BR', 5)).pool).toBe(late);
  });

  it('refreshes in the background, and requests meanwhile get the pool that is there', async () => {
    const old = await pool('BR');
    const first = pools.serve('BR', 1_000);
    await end('BR', old);
    await first;
    clock.advance(20_000);
    pools.refreshDue();
    expect(builder.builds).toHaveLength(0);
    clock.advance(14_000);
    pools.refreshDue();
    pools.refreshDue();
    expect(builder.builds).toHaveLength(1);
    expect(await pools.serve('BR', 1_000)).toEqual({ pool: old, degraded: [] });
    const fresh = await pool('BR');
    await end('BR', fresh);
    expect((await pools.serve('BR', 1_000)).pool).toBe(fresh);
  });

  it('refreshes pools that are due together one after the other, at twice the pace that keeps them fresh', async () => {
    const countries = ['BR', 'US', 'IN', 'MX', 'DE', 'FR', 'GB', 'JP', 'AR', 'ES', 'IT', 'CO'];
    for (const country of countries) {
      const answer = pools.serve(country, 1_000);
      await end(country, await pool(country));
      await answer;
    }
    clock.advance(34_000);
    const begun: number[] = [];
    for (let second = 0; begun.length < countries.length; second += 1) {
      pools.refreshDue();
      for (const { country } of [...builder.builds]) {
        begun.push(second);
        await end(country, await pool(country));
      }
      clock.advance(1_000);
    }
    // Twelve in thirty seconds would do: no more than four in five, after the first two.
    for (const second of begun) {
      expect(begun.filter((other) => other > second && other <= second + 5).length).toBeLessThanOrEqual(4);
    }
    expect(begun.at(-1)).toBeLessThanOrEqual(15);
  });

  it('goes on with the old pool while the index fails, says so, and is whole soon after', async () => {
    const old = await pool('BR');
    const first = pools.serve('BR', 1_000);
    await end('BR', old);
    await first;
    clock.advance(34_000);
    pools.refreshDue();
    await end('BR', gone);
    expect(await pools.serve('BR', 1_000)).toEqual({ pool: old, degraded: ['stale_candidates'] });
    clock.advance(1_000);
    pools.refreshDue();
    const fresh = await pool('BR');
    await end('BR', fresh);
    expect(await pools.serve('BR', 1_000)).toEqual({ pool: fresh, degraded: [] });
  });

  it('waits for the rebuild of a pool that is too old', async () => {
    const old = await pool('BR');
    const first = pools.serve('BR', 1_000);
    await end('BR', old);
    await first;
    clock.advance(301_000);
    const answer = pools.serve('BR', 1_000);
    const fresh = await pool('BR');
    await end('BR', fresh);
    expect(await answer).toEqual({ pool: fresh, degraded: [] });
  });

  it('serves a pool that is too old when its rebuild is late, and says so', async () => {
    const old = await pool('BR');
    const first = pools.serve('BR', 1_000);
    await end('BR', old);
    await first;
    clock.advance(301_000);
    expect(await pools.serve('BR', 5)).toEqual({ pool: old, degraded: ['stale_candidates'] });
  });

  it('tries again at once what was built with a part missing', async () => {
    const part = await pool('BR', { degraded: ['asset_features'] });
    const first = pools.serve('BR', 1_000);
    await end('BR', part);
    expect(await first).toEqual({ pool: part, degraded: ['asset_features'] });
    clock.advance(1_000);
    pools.refreshDue();
    expect(builder.builds).toHaveLength(1);
  });

  it.each([
    ['fails', () => Promise.resolve(gone)],
    ['lacks a part', () => pool('BR', { degraded: ['asset_features'] })],
  ])('tries less and less often, but every four seconds, while a build %s', async (_, result) => {
    const waits = async () => {
      const seen: number[] = [];
      for (let attempt = 0; attempt < 5; attempt += 1) {
        let waited = 0;
        while (builder.builds.length === 0) {
          clock.advance(500);
          waited += 500;
          pools.refreshDue();
        }
        seen.push(waited);
        await end('BR', await result());
      }
      return seen;
    };
    const first = pools.serve('BR', 1_000);
    await end('BR', await pool('BR'));
    await first;
    clock.advance(34_000);
    pools.refreshDue();
    await end('BR', await result());
    expect(await waits()).toEqual([1_000, 2_000, 4_000, 4_000, 4_000]);

    clock.advance(4_000);
    pools.refreshDue();
    await end('BR', await pool('BR'));
    clock.advance(34_000);
    pools.refreshDue();
    await end('BR', await result());
    expect((await waits()).slice(0, 2)).toEqual([1_000, 2_000]);
  });

  it('drops pools that nobody asks for, but never the global one', async () => {
    const global = pools.serve(null, 1_000);
    await end(null, await pool(null));
    await global;
    const country = pools.serve('BR', 1_000);
    await end('BR', await pool('BR'));
    await country;
    clock.advance(301_000);
    pools.refreshDue();
    expect(builder.builds.map((build) => build.country)).toEqual([null]);
    expect(pools.warm).toBe(true);
  });

  it('keeps the least recently used pools out beyond its memory, but never the global one', async () => {
    const big = { bytes: 600_000 };
    for (const country of [null, 'BR', 'US'] as const) {
      const answer = pools.serve(country, 1_000);
      await end(country, await pool(country, big));
      await answer;
    }
    expect(pools.warm).toBe(true);
    void pools.serve('BR', 1_000).catch(() => undefined);
    expect(builder.builds.map((build) => build.country)).toEqual(['BR']);
  });

  it('is loud about programmer errors', async () => {
    const answer = expect(pools.serve('BR', 1_000)).rejects.toThrow(TypeError);
    await end('BR', new TypeError('x is not a function'));
    await answer;
  });
});
