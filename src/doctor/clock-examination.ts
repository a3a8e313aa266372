import type { ClockReading } from './catalogue-facts.js';
import { clockFinding } from './clock-findings.js';
import { answerIn, type DoctorWorld, type Looked } from './doctor-world.js';
import { learn } from './learned.js';

/** A store that may tell its time. */
interface Timed {
  readonly where: string;
  clock(signal: AbortSignal): Promise<ClockReading | null>;
}

export async function examineClock(world: DoctorWorld, store: Timed): Promise<Looked<never>> {
  return { findings: [clockFinding(store.where, await learn(() => store.clock(answerIn(world))))] };
}
