import { errors } from '@elastic/elasticsearch';

import { StoreError } from '../store-error.js';
import { connectionFailure } from './connection-failure.js';

/** What is known of a failed request, without the request itself: its headers carry credentials. */
class RequestFailure extends Error {
  override readonly name: string = 'RequestFailure';
  readonly statusCode?: number;
  readonly code?: string;

  constructor(message: string, known: { statusCode?: number; code?: string }) {
    super(message);
    Object.assign(this, known);
  }
}

/**
 * A failure of the client as the ports promise it. Anything that is not the store's fault passes as it is.
 *
 * @param subject what was asked, for people: `asset index 'assets'`
 */
export function toStoreError(error: unknown, subject: string, signal?: AbortSignal): unknown {
  if (error instanceof StoreError) return error;
  if (signal?.aborted === true) {
    return new StoreError('elasticsearch', `${subject}: aborted before the answer`, {
      cause: new RequestFailure('aborted', { code: 'AbortError' }),
    });
  }
  if (error instanceof errors.ResponseError) {
    const { statusCode } = error;
    return new StoreError('elasticsearch', `${subject}: ${responseReason(error)}`, {
      cause: new RequestFailure('response', statusCode === undefined ? {} : { statusCode }),
    });
  }
  if (error instanceof errors.TimeoutError) {
    return new StoreError('elasticsearch', `${subject}: no answer in time`, {
      cause: new RequestFailure('timeout', { code: 'ETIMEDOUT' }),
    });
  }
  if (error instanceof errors.ConfigurationError || error instanceof errors.SerializationError) return error;
  if (error instanceof errors.ElasticsearchClientError) {
    const { code, reason } = connectionFailure(error.message);
    return new StoreError('elasticsearch', `${subject}: ${reason}`, {
      cause: new RequestFailure('connection', { code }),
    });
  }
  return error;
}

/** `index_not_found_exception` and the like; `undefined` where the error is none of a server's. */
export function errorType(error: unknown): string | undefined {
  return error instanceof errors.ResponseError ? serverError(error).type : undefined;
}

function responseReason(error: errors.ResponseError): string {
  const status = error.statusCode ?? 0;
  const { type, reason } = serverError(error);
  if (type === 'index_not_found_exception') return 'the index does not exist (index_not_found)';
  const said = reason === undefined ? '' : `: ${reason}`.slice(0, 300);
  if (status === 401) return `the login was refused (401)${said}`;
  if (status === 403) return `the login has no permission for this (403)${said}`;
  return type === undefined ? `answered ${status}${said}` : `answered ${status}, ${type}${said}`;
}

/**
 * The innermost cause that the server names: a failed search says only `all shards failed` at its top. Amazon's front
 * door, which checks signatures, has a message alone.
 */
function serverError(error: errors.ResponseError): { type?: string; reason?: string } {
  const body: unknown = error.body;
  const top = member(body, 'error');
  const roots = member(top, 'root_cause');
  const cause: unknown = Array.isArray(roots) && roots.length > 0 ? roots[0] : top;
  const type = member(cause, 'type');
  const reason = member(cause, 'reason') ?? member(body, 'message') ?? member(body, 'Message');
  return {
    ...(typeof type === 'string' && { type }),
    ...(typeof reason === 'string' && { reason }),
  };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
