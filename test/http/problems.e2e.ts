import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { Problem } from '../../src/problems/problem.js';
import { PROBLEMS, type ProblemCode } from '../../src/problems/problem-registry.js';
import { Edge, recommendation } from './edge.js';

const BARE = '/get_recommendations/';

/** Codes that these tests have seen as an answer; the last test wants all of the registry. */
const seen = new Set<string>();

function problemIn(text: string, code: ProblemCode): Record<string, unknown> {
  const body = JSON.parse(text) as Record<string, unknown>;
  seen.add(code);
  expect(body).toMatchObject({
    type: `urn:upnext:problem:${code}`,
    title: PROBLEMS[code].title,
    status: PROBLEMS[code].status,
    code,
    detail: expect.any(String),
    request_id: expect.stringMatching(/./),
  });
  expect(text).not.toMatch(/\\n\s+at |node_modules|\.ts\b/);
  return body;
}

describe('problems', () => {
  let edge: Edge;

  beforeAll(async () => {
    edge = await Edge.start({ MAX_BODY_BYTES: 65_536, RECEIVE_TIMEOUT_MS: 300 });
  });
  afterAll(() => edge.stop());
  afterEach(() => {
    edge.answer = () => recommendation();
  });

  const json = (path: string) => request(edge.server).post(path).set('content-type', 'application/json');

  const expectProblem = (answer: request.Response, code: ProblemCode) => {
    expect(answer.status).toBe(PROBLEMS[code].status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    const body = problemIn(answer.text, code);
    expect(body.request_id).toBe(answer.headers['x-request-id']);
    return body;
  };

  it('invalid_body', async () => {
    expectProblem(await json(BARE).send('{'), 'invalid_body');
  });

  it.each([
    ['text', 'text/plain', '{}'],
    ['a form', 'application/x-www-form-urlencoded', 'user_id=1'],
    ['multipart', 'multipart/form-data; boundary=x', '--x--'],
    ['other JSON', 'application/vnd.api+json', '{}'],
    ['a broken media type', 'application', '{}'],
    ['nonsense', ';;;', '{}'],
  ])('unsupported_media_type: %s', async (_, type, body) => {
    expectProblem(
      await request(edge.server).post(BARE).set('content-type', type).send(body),
      'unsupported_media_type',
    );
  });

  it('unsupported_media_type: none', async () => {
    const answer = await edge.raw(
      `POST ${BARE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`,
    );
    expect(answer.status).toBe(415);
    problemIn(answer.body, 'unsupported_media_type');
  });

  it('accepts a charset parameter', async () => {
    const answer = await request(edge.server)
      .post(BARE)
      .set('content-type', 'Application/JSON; charset=UTF-8')
      .send('{}');
    expect(answer.status).toBe(200);
  });

  it('body_too_large by its declared length', async () => {
    expectProblem(await json(BARE).send(JSON.stringify({ x: 'y'.repeat(1_000_000) })), 'body_too_large');
  });

  it('body_too_large in chunks', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const answer = await edge.raw(
      `POST ${BARE} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
      chunk,
      chunk,
    );
    expect(answer.status).toBe(413);
    problemIn(answer.body, 'body_too_large');
  });

  it.each([
    ['GET', BARE, 'POST'],
    ['GET', '/v1/recommendations', 'POST'],
    ['PUT', '/get_recommendations', 'POST'],
    ['DELETE', '/v1/recommendations/', 'POST'],
    ['OPTIONS', `${BARE}?x=1`, 'POST'],
    ['PATCH', '/health', 'GET, HEAD'],
    ['POST', '/health/live/', 'GET, HEAD'],
    ['POST', '/metrics', 'GET, HEAD'],
    ['PROPFIND', BARE, 'POST'],
    ['TRACE', BARE, 'POST'],
  ])('method_not_allowed: %s %s allows %s', async (method, path, allow) => {
    const answer = await edge.raw(`${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
    problemIn(answer.body, 'method_not_allowed');
  });

  it('method_not_allowed: HEAD, without a body', async () => {
    const answer = await edge.raw(`HEAD ${BARE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect([answer.status, answer.headers.allow, answer.body]).toEqual([405, 'POST', '']);
  });

  it('method_not_allowed whatever the body', async () => {
    const answer = await request(edge.server).put(BARE).set('content-type', 'text/plain').send('x');
    expectProblem(answer, 'method_not_allowed');
  });

  it.each([
    '/',
    '/recommendations',
    '/get_recommendations/x',
    '/v1',
    '/get_recommendations//',
    '/GET_RECOMMENDATIONS',
    '/__proto__',
  ])('not_found: %s', async (path) => {
    expectProblem(await request(edge.server).get(path), 'not_found');
    expectProblem(await json(path).send('{'), 'not_found');
  });

  it('is no cross-origin resource', async () => {
    const answer = await json(BARE).set('origin', 'https://example.org').send('{}');
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it.each<[ProblemCode]>([['candidates_unavailable'], ['blacklist_unavailable']])(
    '%s, with Retry-After',
    async (code) => {
      edge.answer = () => {
        throw new Problem(code, 'not now', { retryAfterSeconds: 2 });
      };
      const answer = await json(BARE).send('{}');
      expectProblem(answer, code);
      expect(answer.headers['retry-after']).toBe('2');
    },
  );

  it.each([
    ['an error', () => new TypeError('secret at host db-7')],
    [
      'an error with a status',
      () => Object.assign(new Error('secret'), { statusCode: 404, code: 'E_STORE' }),
    ],
    ['something that is no error', () => 'secret' as unknown as Error],
  ])('internal: %s tells nothing, and is logged with its stack', async (_, make) => {
    edge.lines.length = 0;
    edge.answer = () => {
      throw make();
    };
    const answer = await json(BARE).set('x-request-id', 'find-me').send('{}');
    expectProblem(answer, 'internal');
    expect(answer.text).not.toContain('secret');
    const logged = edge.lines.find(({ level }) => level === 'error');
    expect(logged).toMatchObject({
      request_id: 'find-me',
      err: { message: expect.stringContaining('secret') },
    });
  });

  describe('on the socket', () => {
    const closing = 'Host: x\r\nConnection: close\r\n';

    it.each([
      ['noise', '\u0000\u0001\u0002 not http\r\n\r\n'],
      ['a TLS hello', Buffer.from('16030100a5010000a10303', 'hex')],
      ['an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
      ['an unknown method', 'RECOMMEND / HTTP/1.1\r\nHost: x\r\n\r\n'],
      ['an unknown version', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n'],
      ['a broken length', `POST ${BARE} HTTP/1.1\r\nHost: x\r\nContent-Length: two\r\n\r\n{}`],
      ['a negative length', `POST ${BARE} HTTP/1.1\r\nHost: x\r\nContent-Length: -2\r\n\r\n{}`],
      [
        'two framings',
        `POST ${BARE} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
      ],
      ['a header without a colon', 'GET / HTTP/1.1\r\nHost x\r\n\r\n'],
      ['control bytes in a header', 'GET / HTTP/1.1\r\nHost: x\r\nA: \u0000\r\n\r\n'],
      ['a bare line feed in a header', 'GET / HTTP/1.1\r\nHost: x\r\nA: b\nC: d\r\n\r\n'],
    ])('malformed_request: %s', async (_, bytes) => {
      const answer = await edge.raw(bytes);
      expect(answer.status).toBe(400);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.headers.connection).toBe('close');
      expect(Number(answer.headers['content-length'])).toBe(Buffer.byteLength(answer.body));
      expect(problemIn(answer.body, 'malformed_request').request_id).toBe(answer.headers['x-request-id']);
    });

    it.each(['/%zz', '/get_recommendations/%', '/%ff%fe'])('malformed_request: the URL %s', async (path) => {
      const answer = await edge.raw(`POST ${path} HTTP/1.1\r\n${closing}\r\n`);
      expect(answer.status).toBe(400);
      problemIn(answer.body, 'malformed_request');
    });

    it('malformed_request: no host', async () => {
      const answer = await edge.raw('GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n');
      expect(answer.status).toBe(400);
      problemIn(answer.body, 'malformed_request');
    });

    it('malformed_request: broken chunks', async () => {
      const answer = await edge.raw(
        `POST ${BARE} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`,
      );
      expect(answer.status).toBe(400);
      problemIn(answer.body, 'malformed_request');
    });

    it('reads a chunked body', async () => {
      const answer = await edge.raw(
        `POST ${BARE} HTTP/1.1\r\n${closing}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
        '1\r\n{\r\n',
        '1\r\n}\r\n0\r\n\r\n',
      );
      expect([answer.status, answer.body]).toEqual([200, '["v1","v2"]']);
    });

    it('ignores expectations that it does not know', async () => {
      const answer = await edge.raw(
        `POST ${BARE} HTTP/1.1\r\n${closing}Expect: miracles\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
      );
      expect(answer.status).toBe(200);
    });

    it('headers_too_large', async () => {
      const answer = await edge.raw(`GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`);
      expect(answer.status).toBe(431);
      problemIn(answer.body, 'headers_too_large');
    });

    it.each([
      ['headers', `POST ${BARE} HTTP/1.1\r\nHost: x\r\n`],
      [
        'a body',
        `POST ${BARE} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
      ],
    ])('request_timeout: %s that do not end', async (_, bytes) => {
      const answer = await edge.raw(bytes);
      expect([answer.status, answer.headers.connection]).toEqual([408, 'close']);
      problemIn(answer.body, 'request_timeout');
    });

    it('goes on after all of it', async () => {
      expect((await json(BARE).send('{}')).status).toBe(200);
    });
  });

  it('have all been seen, but for overload', () => {
    expect([...seen, 'overloaded'].sort()).toEqual(Object.keys(PROBLEMS).sort());
  });
});
