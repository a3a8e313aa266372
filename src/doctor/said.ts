import { failureReason } from '../health/failure-reason.js';

/** Reasons of a server that does not have a command or an interface, or not for this login. */
const REFUSALS: readonly string[] = ['NOPERM', 'ERR', 'http_403', 'http_404', 'http_405'];

/** An error in its own words, and the advice that it brings, if any. */
export interface Said {
  readonly words: string;
  readonly advice: string | undefined;
}

/** Takes the message of a store's error apart: `redis: not connected: what it says (what to do)`. */
export function said({ message }: Error): Said {
  const [, words = message, advice] = /^(.*?)(?: \(([^()]+ [^()]+)\))?$/s.exec(message) ?? [];
  return { words: words.replace(/^(?:redis|elasticsearch|sqlite): (?:not connected: )?/, ''), advice };
}

/** Whether a store has answered that it does not tell this, which is no failure of its own. */
export function isRefusal(error: Error): boolean {
  return REFUSALS.includes(failureReason(error));
}
