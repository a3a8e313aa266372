import { pino, type DestinationStream, type Logger } from 'pino';

const SECRETS = ['authorization', 'cookie', 'password', 'secret', 'token', 'apiKey'];

/** Lines are written together: a call of the system for each would cost a request more than its two reads. */
const BUFFER_BYTES = 4_096;
/** How late a line may be on a quiet service. What is left at the end of the process is written then. */
const FLUSH_MS = 200;

export interface LogOptions {
  /** Least severe level that is written. */
  readonly level: string;
  /** Lines for people instead of JSON. */
  readonly pretty?: boolean;
  /** Standard output by default. */
  readonly destination?: DestinationStream;
}

/** The one log: JSON lines, or, for a person at a terminal, readable ones. */
export async function openLog({ level, pretty = false, destination }: LogOptions): Promise<Logger> {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: (error: unknown) => describeError(error) },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  };
  if (destination !== undefined) return pino(options, destination);
  if (pretty) {
    const { default: prettyStream } = await import('pino-pretty');
    return pino(options, prettyStream({ colorize: true, sync: true, ignore: 'pid,hostname' }));
  }
  return pino(
    options,
    pino.destination({ dest: 1, sync: false, minLength: BUFFER_BYTES, periodicFlush: FLUSH_MS }),
  );
}

interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string | undefined;
  readonly cause?: DescribedError;
}

/** An error for the log. Not its other properties: store clients hang their requests, and credentials, on errors. */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  return {
    type: error.name,
    message: error.message,
    ...('code' in error && typeof error.code === 'string' && { code: error.code }),
    stack: error.stack,
    ...(error.cause !== undefined && depth < 3 && { cause: describeError(error.cause, depth + 1) }),
  };
}
