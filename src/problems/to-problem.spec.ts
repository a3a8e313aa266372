import { HttpException, InternalServerErrorException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';

import { Problem } from './problem.js';
import { toProblem } from './to-problem.js';

const framework = (code: string, statusCode: number) =>
  Object.assign(new Error('x'), { name: 'FastifyError', code, statusCode });

describe('the problem behind an error', () => {
  it('is the problem itself', () => {
    const problem = new Problem('overloaded', 'x');
    expect(toProblem(problem)).toBe(problem);
    expect(toProblem(new HttpException('x', 400, { cause: problem }))).toBe(problem);
  });

  it.each([
    [framework('FST_ERR_CTP_BODY_TOO_LARGE', 413), 'body_too_large'],
    [framework('FST_ERR_CTP_INVALID_MEDIA_TYPE', 415), 'unsupported_media_type'],
    [framework('FST_ERR_CTP_INVALID_CONTENT_LENGTH', 400), 'malformed_request'],
    [new HttpException('x', 413, { cause: framework('FST_ERR_CTP_BODY_TOO_LARGE', 413) }), 'body_too_large'],
    [framework('FST_ERR_SOMETHING_NEW', 400), 'malformed_request'],
    [new NotFoundException(), 'not_found'],
  ])('is known for what the framework says: %s', (error, code) => {
    expect(toProblem(error).code).toBe(code);
  });

  it.each([
    [new Error('x')],
    [new InternalServerErrorException()],
    [framework('FST_ERR_REP_INVALID_PAYLOAD_TYPE', 500)],
    [Object.assign(new Error('index_not_found_exception'), { name: 'ResponseError', statusCode: 404 })],
    [Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
    ['text'],
    [undefined],
  ])('is internal, and tells nothing, for anything else: %s', (error) => {
    const problem = toProblem(error);
    expect([problem.code, problem.cause]).toEqual(['internal', error]);
    expect(problem.message).toBe('an unexpected error, see the log');
  });
});
