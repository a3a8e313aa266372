import type { DynamicModule, INestApplicationContext } from '@nestjs/common';

import type { Extensions } from '../extensions.js';
import type { LoadedSettings } from '../settings/loaded-settings.js';
import type { ExitCode } from './exit-code.js';

/** What a command touches of the world outside. */
export interface CommandIo {
  /** A line of the result. */
  out(line: string): void;
  /** A line about what is going on. */
  say(line: string): void;
  readonly progress: NodeJS.WriteStream;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** @throws SettingsError */
  settings(): Promise<LoadedSettings>;
  /**
   * The application's modules, without HTTP; closed when the command ends.
   * @throws what a start of the service throws
   */
  open(role: 'serve' | 'import'): Promise<INestApplicationContext>;
  /** A part of the application, without a word of its own; closed when the command ends. @throws what its start throws */
  start(module: DynamicModule): Promise<INestApplicationContext>;
  /** What a team brings along. */
  readonly extensions: Extensions;
}

/** The person ended the command. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('interrupted');
  }
}

/** Runs a command's work: gives it the world, says what went wrong, and sets the exit code. */
export type Act = (work: (io: CommandIo) => Promise<ExitCode>) => Promise<void>;
