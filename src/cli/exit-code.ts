/** What a command's exit code says. */
export const EXIT = {
  /** Everything was done. */
  done: 0,
  /** Done, except for rows that were rejected; answered, with a part missing; serving, with warnings. */
  partly: 1,
  /** Nothing was done: wrong usage, file, settings or target. */
  nothingDone: 2,
  /** Stopped halfway: a store or a file failed. What was written stays; running again is safe. */
  stopped: 3,
  /** `doctor` found something that keeps the service from starting, or from answering whole and right. */
  problems: 4,
  /** Ended by Ctrl-C or a termination signal; as `stopped`. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command line, a file or a target is not what the command needs; the message is for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
