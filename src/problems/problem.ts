import type { ProblemCode } from './problem-registry.js';

/** A field of the request that breaks a rule. */
export interface FieldError {
  /** Name of the field; `body` for the body as a whole. */
  readonly field: string;
  /** Name of the rule, for programs. */
  readonly rule: string;
  /** The rule in words, for people. */
  readonly message: string;
}

export interface ProblemOptions extends ErrorOptions {
  readonly errors?: readonly FieldError[];
  /** Whole seconds after which the same request may succeed. */
  readonly retryAfterSeconds?: number;
}

/** An error of the registry, on its way to the caller. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly errors: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ProblemCode,
    /** What went wrong this time; shown to the caller. */
    detail: string,
    options: ProblemOptions = {},
  ) {
    super(detail, options);
    this.errors = options.errors ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
