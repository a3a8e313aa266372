import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { Edge, recommendation } from './edge.js';

const BARE = '/get_recommendations/';
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('each request', () => {
  let edge: Edge;

  beforeAll(async () => {
    edge = await Edge.start();
  });
  afterAll(() => edge.stop());
  beforeEach(async () => {
    await new Promise(setImmediate);
    edge.lines.length = 0;
    edge.answer = () => recommendation();
  });

  const post = (body: object = {}) => request(edge.server).post(BARE).send(body);

  it.each(['a', 'f3b1-7/x=1', 'x'.repeat(128), 'Root=1-67891233-abcdef012345678912345678'])(
    'keeps the X-Request-Id %s',
    async (id) => {
      const answer = await post().set('x-request-id', id);
      expect(answer.headers['x-request-id']).toBe(id);
      expect((await edge.requestLines(1))[0]?.request_id).toBe(id);
    },
  );

  it.each(['', 'x'.repeat(129), 'two words', '{"a":1}', 'é', '<script>'])(
    'has an X-Request-Id of its own instead of %j',
    async (id) => {
      const answer = await edge.raw(
        Buffer.from(
          `GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: ${id}\r\n\r\n`,
          'latin1',
        ),
      );
      expect(answer.status).toBe(200);
      expect(answer.headers['x-request-id']).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
    },
  );

  it('echoes a traceparent and logs its trace id', async () => {
    const answer = await post().set('traceparent', TRACE);
    expect(answer.headers.traceparent).toBe(TRACE);
    expect((await edge.requestLines(1))[0]?.trace_id).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it.each([
    'x',
    TRACE.toUpperCase(),
    `${TRACE}-more`,
    TRACE.replace('00-', 'ff-'),
    TRACE.replace('4bf92f3577b34da6a3ce929d0e0e4736', '0'.repeat(32)),
    TRACE.replace('00f067aa0ba902b7', '0'.repeat(16)),
  ])('ignores the traceparent %s', async (traceparent) => {
    const answer = await post().set('traceparent', traceparent);
    expect([answer.status, answer.headers.traceparent]).toEqual([200, undefined]);
  });

  it('is one line in the log', async () => {
    edge.answer = () => recommendation({ degraded: ['model'] });
    await post({ user_id: 'somebody-9' }).set('x-request-id', 'r1').set('authorization', 'Bearer hush');
    const lines = await edge.requestLines(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(edge.lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'info',
      method: 'POST',
      route: '/get_recommendations',
      status: 200,
      duration_ms: expect.any(Number),
      request_id: 'r1',
      recommendation_id: '6f1d7c52-0d7c-4a63-9a0a-8a4c5a1f1a77',
      degraded: 'model',
    });
    expect(JSON.stringify(lines)).not.toMatch(/somebody-9|hush/);
  });

  it('says in its line what went wrong', async () => {
    await post({ user_id: '' });
    await request(edge.server).get('/nothing/here');
    expect(await edge.requestLines(2)).toMatchObject([
      { status: 400, problem: 'invalid_body', route: '/get_recommendations' },
      { status: 404, problem: 'not_found', route: 'unmatched' },
    ]);
  });

  it('is not logged where it asks for health or metrics', async () => {
    await request(edge.server).get('/health');
    await request(edge.server).get('/metrics');
    await post();
    expect(await edge.requestLines(1)).toHaveLength(1);
  });

  it('is observed by route and status', async () => {
    await post();
    await post({ user_id: '' });
    await request(edge.server).get(`/nowhere/${Math.random()}`);
    await edge.requestLines(3);
    const { text, headers } = await request(edge.server).get('/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(
      /upnext_request_duration_seconds_count\{route="\/get_recommendations",status="200"\} \d+/,
    );
    expect(text).toMatch(
      /upnext_request_duration_seconds_count\{route="\/get_recommendations",status="400"\} \d+/,
    );
    expect(text).toMatch(/upnext_request_duration_seconds_count\{route="unmatched",status="404"\} \d+/);
    expect(text).not.toContain('nowhere');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  it('shows its user at debug only', async () => {
    const talkative = await Edge.start({ LOG_LEVEL: 'debug' });
    await request(talkative.server).post(BARE).send({ user_id: 38073944 });
    await request(talkative.server).get('/health/live');
    const lines = await talkative.requestLines(2);
    expect(lines).toMatchObject([
      { level: 'info', user_id: '38073944' },
      { level: 'debug', route: '/health/live' },
    ]);
    await talkative.stop();
  });
});
