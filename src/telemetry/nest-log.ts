import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** What Nest says of its own start, a line per module and route; an error of the start is reported by `main.ts`. */
const CHATTER = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'ExceptionHandler',
]);

/** Writes what Nest's `Logger` says to the log; the last text argument is the name of the class that says it. */
export class NestLog implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.#write('info', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }

  #write(said: Level, message: unknown, rest: readonly unknown[]): void {
    const texts = rest.filter((part) => typeof part === 'string');
    const context = texts.at(-1);
    const level = context !== undefined && CHATTER.has(context) ? 'debug' : said;
    if (!this.pino.isLevelEnabled(level)) return;
    const error = [message, ...rest].find((part) => part instanceof Error);
    // `error(message, stack, context)` is Nest's own convention.
    const stack = level === 'error' && typeof message === 'string' && texts.length > 1 ? texts[0] : undefined;
    const fields =
      typeof message === 'object' && message !== null && !(message instanceof Error) ? message : {};
    const text = typeof message === 'string' ? message : (texts.at(-2) ?? error?.message ?? '');
    this.pino[level]({ context, ...fields, ...(error && { err: error }), ...(stack && { stack }) }, text);
  }
}
