import { describe, expect, it } from '@jest/globals';

import { failureReason } from './failure-reason.js';

const coded = (code: string) => Object.assign(new Error('10.0.0.7:9200 secret'), { code });

describe('why a part is down', () => {
  it.each([
    [coded('ECONNREFUSED'), 'unreachable'],
    [coded('ENOTFOUND'), 'unreachable'],
    [coded('ETIMEDOUT'), 'timeout'],
    [Object.assign(new Error('x'), { name: 'TimeoutError' }), 'timeout'],
    [new Error('elasticsearch: no', { cause: coded('ECONNRESET') }), 'unreachable'],
    [Object.assign(new Error('x'), { statusCode: 403 }), 'http_403'],
    [coded('NOAUTH'), 'NOAUTH'],
    [coded('http://10.0.0.7'), 'failed'],
    [new Error('10.0.0.7:9200'), 'failed'],
    ['10.0.0.7', 'failed'],
  ])('%s is shown as %s', (error, reason) => {
    expect(failureReason(error)).toBe(reason);
  });

  it('ends where causes go round', () => {
    const error = new Error('x');
    error.cause = error;
    expect(failureReason(error)).toBe('failed');
  });
});
