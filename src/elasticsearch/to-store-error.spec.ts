import { errors } from '@elastic/elasticsearch';
import { describe, expect, it } from '@jest/globals';

import { StoreError } from '../store-error.js';
import { errorType, toStoreError } from './to-store-error.js';

function response(statusCode: number, body: unknown) {
  const request = { params: { headers: { authorization: 'Basic c2VjcmV0' } } };
  return new errors.ResponseError({
    statusCode,
    body,
    headers: {},
    warnings: null,
    meta: { request },
  } as never);
}

const searchFailed = {
  error: {
    type: 'search_phase_execution_exception',
    reason: 'all shards failed',
    root_cause: [{ type: 'query_shard_exception', reason: 'failed to create query' }],
  },
};

describe('toStoreError', () => {
  it.each([
    [
      response(404, { error: { type: 'index_not_found_exception', reason: 'no such index [x]' } }),
      'the index does not exist (index_not_found)',
    ],
    [response(400, searchFailed), 'answered 400, query_shard_exception: failed to create query'],
    [response(401, { error: 'unauthorized' }), 'the login was refused (401)'],
    [response(403, searchFailed), 'the login has no permission for this (403): failed to create query'],
    [
      response(403, { message: 'The request signature we calculated does not match' }),
      'the login has no permission for this (403): The request signature we calculated does not match',
    ],
    [response(502, '<html>Bad gateway</html>'), 'answered 502'],
    [new errors.TimeoutError('Request timed out'), 'no answer in time'],
    [new errors.ConnectionError('connect ECONNREFUSED 127.0.0.1:1'), 'connect ECONNREFUSED 127.0.0.1:1'],
  ])('%s', (error, message) => {
    const translated = toStoreError(error, "index 'x'");
    expect(translated).toBeInstanceOf(StoreError);
    expect(translated).toHaveProperty('message', `elasticsearch: index 'x': ${message}`);
  });

  it('keeps what tells failures apart, and nothing of the request', () => {
    expect(toStoreError(response(401, {}), 'x')).toMatchObject({ cause: { statusCode: 401 } });
    expect(toStoreError(new errors.ConnectionError('connect ECONNREFUSED ::1'), 'x')).toMatchObject({
      cause: { code: 'ECONNREFUSED' },
    });
    const { cause } = toStoreError(response(401, {}), 'x') as StoreError;
    expect(JSON.stringify(cause, Object.getOwnPropertyNames(cause))).not.toMatch(/c2VjcmV0|authorization/);
  });

  it('says that the caller gave up, whatever the client made of it', () => {
    expect(toStoreError(new Error('odd'), 'x', AbortSignal.abort())).toMatchObject({
      message: 'elasticsearch: x: aborted before the answer',
      cause: { code: 'AbortError' },
    });
  });

  it('lets errors pass that are no store failing', () => {
    const programming = new TypeError('undefined is not a function');
    expect(toStoreError(programming, 'x')).toBe(programming);
    const configuration = new errors.ConfigurationError('Missing node(s) option');
    expect(toStoreError(configuration, 'x')).toBe(configuration);
    const already = new StoreError('elasticsearch', 'said');
    expect(toStoreError(already, 'x', AbortSignal.abort())).toBe(already);
  });

  it('knows the type that the server gave', () => {
    expect(errorType(response(400, searchFailed))).toBe('query_shard_exception');
    expect(errorType(response(404, { found: false }))).toBeUndefined();
    expect(errorType(new Error('x'))).toBeUndefined();
  });
});
