import { HttpException } from '@nestjs/common';

import { Problem } from './problem.js';
import type { ProblemCode } from './problem-registry.js';

/** Errors of the web framework, by its own codes, then by HTTP status. */
const BY_CODE: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_BAD_URL: 'malformed_request',
  ECONNRESET: 'malformed_request',
};
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'malformed_request',
  404: 'not_found',
  408: 'request_timeout',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  431: 'headers_too_large',
};

const DETAILS: Partial<Record<ProblemCode, string>> = {
  body_too_large: 'the body is longer than this service accepts',
  unsupported_media_type: 'the body must be sent as application/json',
  not_found: 'no operation has this path',
};

/**
 * The problem that an error is for the caller. What the caller did not cause, and nobody foresaw, is
 * `internal` and tells nothing of itself; the error stays its `cause`.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const origin = error instanceof HttpException && error.cause !== undefined ? error.cause : error;
  if (origin instanceof Problem) return origin;
  const code = codeOf(origin) ?? codeOf(error);
  return code === undefined
    ? new Problem('internal', 'an unexpected error, see the log', { cause: error })
    : new Problem(code, DETAILS[code] ?? 'the request cannot be understood', { cause: error });
}

/** Only errors of the framework itself: one of a store's client can carry a status code too. */
function codeOf(error: unknown): ProblemCode | undefined {
  if (error instanceof HttpException) return BY_STATUS[error.getStatus()];
  if (!(error instanceof Error) || !('statusCode' in error) || !('code' in error)) return undefined;
  const { code, statusCode } = error;
  const disconnected = code === 'ECONNRESET' && statusCode === 400;
  if (error.name !== 'FastifyError' && !disconnected) return undefined;
  return BY_CODE[String(code)] ?? BY_STATUS[Number(statusCode)];
}
