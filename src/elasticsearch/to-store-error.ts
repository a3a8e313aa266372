import { errors } from '@elastic/elasticsearch';

import { StoreError } from '../store-error.js';

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
    const code = /\bE[A-Z_]{4,}\b/.exec(error.message)?.[0];
    return new StoreError('elasticsearch', `${subject}: ${error.message}`, {
      cause: new RequestFailure('connection', code === undefined ? {} : { code }),
    });
  }
  return error;
}

/** `index_not_found_exception` and the like; `undefined` where the error is none of a server's. */
export function errorType(error: unknown): string | undefined {
  return error instanceof errors.ResponseError ? serverError(error)?.type : undefined;
}

function responseReason(error: errors.ResponseError): string {
  const status = error.statusCode ?? 0;
  const { type, reason } = serverError(error) ?? {};
  if (type === 'index_not_found_exception') return 'the index does not exist (index_not_found)';
  if (status === 401) return 'the login was refused (401)';
  if (status === 403) return 'the login has no permission for this (403)';
  const text = [type, reason].filter((part) => part !== undefined).join(': ');
  return text === '' ? `answered ${status}` : `answered ${status}, ${text.slice(0, 300)}`;
}

/** The innermost cause that the server names: a failed search says only `all shards failed` at its top. */
function serverError(error: errors.ResponseError): { type?: string; reason?: string } | undefined {
  const body: unknown = error.body;
  const top = member(body, 'error');
  const roots = member(top, 'root_cause');
  const cause: unknown = Array.isArray(roots) && roots.length > 0 ? roots[0] : top;
  const type = member(cause, 'type');
  const reason = member(cause, 'reason');
  if (typeof type !== 'string') return undefined;
  return typeof reason === 'string' ? { type, reason } : { type };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
