const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UNREACHABLE',
]);
const TIMEOUT = new Set(['ETIMEDOUT', 'TimeoutError', 'AbortError']);
const CODE = /^[A-Z][A-Z0-9_]{1,39}$/;

/**
 * Why a part is down, fit for anybody: `timeout`, `unreachable`, `http_401`, an error code, or `failed`. Messages
 * of errors name hosts, users and indices, and stay in the log.
 */
export function failureReason(error: unknown): string {
  let reason: string | undefined;
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = 'code' in at ? String(at.code) : '';
    if (TIMEOUT.has(code) || TIMEOUT.has(at.name)) return 'timeout';
    if (UNREACHABLE.has(code)) return 'unreachable';
    if ('statusCode' in at && Number.isInteger(at.statusCode)) reason = `http_${String(at.statusCode)}`;
    else if (CODE.test(code)) reason = code;
  }
  return reason ?? 'failed';
}
