import { describe, expect, it } from '@jest/globals';

import { StoreError } from '../store-error.js';
import { clockFinding } from './clock-findings.js';

const reading = (skewMs: number, tookMs = 10) => ({
  value: { before: 1_000_000, there: 1_000_000 + tookMs / 2 + skewMs, after: 1_000_000 + tookMs },
});

describe('a clock', () => {
  it.each([
    [0, 'ok'],
    [-29_000, 'ok'],
    [31_000, 'warning'],
    [-299_000, 'warning'],
    [301_000, 'problem'],
    [-86_400_000, 'problem'],
  ])('%d ms off is %s', (skewMs, level) => {
    const finding = clockFinding('x', reading(skewMs));
    expect(finding).toMatchObject({ level, figures: { skew_ms: skewMs, uncertainty_ms: 5 } });
  });

  it('is said to be ahead or behind', () => {
    expect(clockFinding('x', reading(60_000)).found).toMatch(/^x is 60\.0 s ahead of this machine/);
    expect(clockFinding('x', reading(-60_000)).found).toMatch(/^x is 60\.0 s behind this machine/);
  });

  it('is given the benefit of an answer that took long', () => {
    expect(clockFinding('x', reading(31_000, 4_000)).level).toBe('ok');
  });

  it('that is not told is not checked; that of an embedded store is this machine’s', () => {
    const cause = Object.assign(new Error('refused'), { code: 'NOPERM' });
    const error = new StoreError('redis', "NOPERM no 'time' (do this)", { cause });
    const refused = clockFinding('x', { error });
    expect(refused).toMatchObject({ level: 'not_checked', advice: null });
    expect(refused.found).toMatch(/NOPERM no 'time'$/);
    expect(clockFinding('x', { value: null }).level).toBe('ok');
  });

  it('that cannot be read is no sign of health', () => {
    const error = new StoreError('redis', 'no answer in time');
    expect(clockFinding('x', { error })).toMatchObject({
      level: 'warning',
      found: 'the clock of x could not be read: no answer in time',
    });
  });
});
