import { constants } from 'node:os';

/** What ends the process. */
export const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

function leave(signal: NodeJS.Signals): void {
  process.exit(128 + constants.signals[signal]);
}

/**
 * Ends the process on a signal as long as the service cannot yet end in order. By itself the first process of a
 * container ignores what it has no listener for, and would be waited for until it is killed.
 */
export function leaveOnSignals(): void {
  for (const signal of SIGNALS) process.on(signal, leave);
}

/** The service listens itself. */
export function endLeaveOnSignals(): void {
  for (const signal of SIGNALS) process.off(signal, leave);
}
