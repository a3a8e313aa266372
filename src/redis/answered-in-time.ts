import { inTime } from '../in-time.js';

/** Longest wait for answers that readers want. A reader's own deadline is usually much shorter. */
export const READ_MS = 1_000;
/** Longest wait for a pipeline of an import: slow is better than stopped halfway. */
export const WRITE_MS = 15_000;

/** No answer in time. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly code = 'TimeoutError';

  constructor(ms: number) {
    super(`no answer within ${ms / 1_000} s`);
  }
}

/**
 * The outcome of `work`, if it comes within `ms`. One timer, whatever number of commands: the client's own
 * `commandTimeout` keeps one for each, which costs an import a fifth of its processor time.
 *
 * @throws NoAnswer, and what `work` throws
 */
export async function answeredInTime<T>(work: Promise<T>, ms: number): Promise<T> {
  return inTime(work, ms, () => new NoAnswer(ms));
}
