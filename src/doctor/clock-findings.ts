import type { ClockReading } from './catalogue-facts.js';
import { type Finding, FindingsOf } from './finding.js';
import type { Learned } from './learned.js';
import { isRefusal, said } from './said.js';

const check = new FindingsOf('clock');
const WARNING_MS = 30_000;
const PROBLEM_MS = 300_000;

/**
 * How far a store's clock is from this machine's.
 *
 * @param reading `null` where the store has no clock of its own
 */
export function clockFinding(where: string, reading: Learned<ClockReading | null>): Finding {
  if ('error' in reading) {
    if (!isRefusal(reading.error)) {
      const advice = 'see whether it is overloaded or the network fails: it answered a moment ago';
      return check.lookFailed(`the clock of ${where} could not be read`, reading.error, advice);
    }
    return check.notChecked(
      `${where} does not tell its time, nor does serving need it: ${said(reading.error).words}`,
    );
  }
  if (reading.value === null) return check.ok(`${where} goes by this machine's clock`);
  const { before, there, after } = reading.value;
  const skew = there - (before + after) / 2;
  const uncertainty = (after - before) / 2;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const figures = { skew_ms: Math.round(skew), uncertainty_ms: Math.round(uncertainty) };
  const off = Math.max(0, Math.abs(skew) - uncertainty);
  if (off < WARNING_MS) {
    return check.ok(
      `${where} is ${seconds(Math.abs(skew))} off this machine (± ${seconds(uncertainty)})`,
      figures,
    );
  }
  const found =
    `${where} is ${seconds(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} this machine: ` +
    'what is dated in the future, age_days and hour_of_day go by this machine';
  const advice = 'see whether NTP runs on both; AWS refuses signatures that are 5 minutes off';
  return off < PROBLEM_MS ? check.warning(found, advice, figures) : check.problem(found, advice, figures);
}
