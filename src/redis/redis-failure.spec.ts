import { describe, expect, it } from '@jest/globals';
import { ReplyError } from 'ioredis';

import { redisFailure } from './redis-failure.js';

const reply = (message: string) => new ReplyError(message) as Error;
const coded = (code: string, message = code) => Object.assign(new Error(message), { code });

describe('why Redis did not do what was asked', () => {
  it.each([
    [reply('WRONGPASS invalid username-password pair'), 'WRONGPASS', /REDIS_PASSWORD/],
    [reply('NOAUTH Authentication required.'), 'NOAUTH', /REDIS_PASSWORD/],
    [reply("NOPERM this user has no permissions to run the 'hmget' command"), 'NOPERM', /HMGET/],
    [reply('MOVED 12539 127.0.0.1:7001'), 'MOVED', /REDIS_CLUSTER=true/],
    [reply('ASK 12539 127.0.0.1:7001'), 'ASK', /REDIS_CLUSTER=true/],
    [reply('ERR This instance has cluster support disabled'), 'ERR', /REDIS_CLUSTER=false/],
    [reply('LOADING Redis is loading'), 'LOADING', /^LOADING Redis is loading$/],
    [
      coded('ERR_TLS_CERT_ALTNAME_INVALID', 'no such name'),
      'ERR_TLS_CERT_ALTNAME_INVALID',
      /^no such name \(/,
    ],
    [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', /REDIS_CA_PATH/],
    [coded('ECONNREFUSED', 'refused'), 'ECONNREFUSED', /^refused$/],
    [new Error('Command timed out'), undefined, /^Command timed out$/],
    [new AggregateError([new Error('a'), new Error('b')]), undefined, /^Error: a; Error: b$/],
  ])('%s', (error, code, message) => {
    const failure = redisFailure(error);
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(message);
  });

  it('is said once', () => {
    const failure = redisFailure(reply('NOAUTH x'));
    expect(redisFailure(failure)).toBe(failure);
  });

  it('does not carry what was sent', () => {
    const login = Object.assign(reply('WRONGPASS x'), { command: { name: 'auth', args: ['opensesame'] } });
    expect(JSON.stringify(redisFailure(login), Object.getOwnPropertyNames(login))).not.toContain(
      'opensesame',
    );
    expect(redisFailure(login).cause).toBeUndefined();
  });
});
