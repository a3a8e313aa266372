import type { FieldError, Problem } from './problem.js';
import { PROBLEMS } from './problem-registry.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Problem details as RFC 9457 has them, with our extensions `code`, `errors` and `request_id`. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly errors?: readonly FieldError[];
  readonly request_id?: string;
}

/** What the caller gets of a problem. */
export function problemDocument(problem: Problem, requestId: string | undefined): ProblemDocument {
  const { status, title } = PROBLEMS[problem.code];
  return {
    type: `urn:upnext:problem:${problem.code}`,
    title,
    status,
    detail: problem.message,
    code: problem.code,
    ...(problem.errors.length > 0 && { errors: problem.errors }),
    ...(requestId !== undefined && { request_id: requestId }),
  };
}
