/** One setting that cannot work. */
export interface SettingProblem {
  readonly name: string;
  /** The text that was given, `undefined` when unset; `***` for a secret. */
  readonly given: string | undefined;
  /** What to do about it, in words that follow the name: `must be …`. */
  readonly advice: string;
}

const LONGEST_SHOWN = 80;

/** The settings do not work; the message lists every problem, one a line, and no secrets. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly SettingProblem[]) {
    const count = problems.length === 1 ? 'One setting does' : `${problems.length} settings do`;
    super(
      [
        `${count} not work (all of them: docs/configuration.md):`,
        ...problems.map(
          ({ name, given, advice }) =>
            `  ${name} ${given === undefined ? 'is not set' : `= ${given}`}: ${advice}`,
        ),
      ].join('\n'),
    );
  }
}

/** A given value as a message may show it: no control characters, not endless, no credentials of a URL. */
export function shown(given: string | undefined, secret: boolean): string | undefined {
  if (given === undefined) return undefined;
  if (secret) return '***';
  const text = JSON.stringify(given.replace(/\/\/.*@/, '//***@'));
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…"`;
}
