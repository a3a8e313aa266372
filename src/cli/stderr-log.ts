import type { LoggerService } from '@nestjs/common';

/** What Nest's `Logger` says from `warn` up, as lines for a person; the rest is not for a command line. */
export class StderrLog implements LoggerService {
  constructor(private readonly say: (line: string) => void) {}

  log(): void {
    // Not on a command line.
  }

  warn(message: unknown): void {
    this.say(`warning: ${textOf(message)}`);
  }

  error(message: unknown, ...rest: unknown[]): void {
    // A start that fails is said once, by whoever started it.
    if (rest.at(-1) === 'ExceptionHandler') return;
    this.say(`error: ${textOf(message)}`);
  }

  fatal(message: unknown): void {
    this.error(message);
  }
}

function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  return message instanceof Error ? message.message : JSON.stringify(message);
}
