import type { CheckName, Finding } from './finding.js';
import { FindingsOf } from './finding.js';
import { median } from './words.js';

/**
 * Whether single reads are fast enough for a request.
 *
 * @param what is read, for people: `one user`
 * @param times of single reads, milliseconds, at least one
 * @param limit `USER_READ_TIMEOUT_MS`
 * @param lost what answers lack where a read is too late
 */
export function readTimeFinding(
  name: CheckName,
  what: string,
  times: readonly number[],
  limit: number,
  lost: string,
): Finding {
  const check = new FindingsOf(name);
  const ms = median(times);
  const fastest = Math.min(...times);
  const found = `${what} takes ${ms.toFixed(1)} ms (median of ${times.length}; USER_READ_TIMEOUT_MS is ${limit})`;
  const figures = {
    read_ms: Number(ms.toFixed(3)),
    fastest_read_ms: Number(fastest.toFixed(3)),
    user_read_timeout_ms: limit,
  };
  if (ms <= limit / 2) return check.ok(found, figures);
  const advice = 'find out what makes it slow (network, load), or raise USER_READ_TIMEOUT_MS';
  return fastest > limit
    ? check.problem(`${found}: answers go without ${lost}`, advice, figures)
    : check.warning(`${found}: under load some answers go without ${lost}`, advice, figures);
}
