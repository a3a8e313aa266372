import { randomUUID } from 'node:crypto';

const REQUEST_ID = /^[\w.:+/=@-]{1,128}$/;
/** W3C Trace Context: version, trace id, parent id, flags; later versions may append to it. */
const TRACEPARENT =
  /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-[\w-]{1,128})?$/;

/**
 * The id of a request: the caller's `X-Request-Id` where it is 1 to 128 letters, digits or `_ . : + / = @ -`,
 * otherwise a new UUID.
 */
export function requestIdFrom(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : randomUUID();
}

/** A `traceparent` header as W3C Trace Context has it, otherwise `undefined`. */
export function traceFrom(
  header: string | readonly string[] | undefined,
): { traceparent: string; traceId: string } | undefined {
  if (typeof header !== 'string') return undefined;
  const traceId = TRACEPARENT.exec(header)?.[1];
  if (traceId === undefined || (header.startsWith('00') && header.length !== 55)) return undefined;
  return { traceparent: header, traceId };
}
