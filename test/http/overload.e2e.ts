import { connect } from 'node:net';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { Edge, recommendation } from './edge.js';

const BARE = '/get_recommendations/';

describe('more requests than MAX_IN_FLIGHT', () => {
  let edge: Edge;
  let release: () => void;

  beforeAll(async () => {
    edge = await Edge.start({ MAX_IN_FLIGHT: 2 });
  });
  afterAll(() => edge.stop());
  beforeEach(() => {
    edge.requests.length = 0;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    edge.answer = async () => {
      await gate;
      return recommendation();
    };
  });

  // Sent at once: supertest alone waits to be awaited.
  const send = () => Promise.resolve(request(edge.server).post(BARE).send({}));
  const arrived = async (count: number) => {
    while (edge.requests.length < count) await new Promise(setImmediate);
  };

  it('are answered 503 with Retry-After, and work goes on afterwards', async () => {
    const accepted = [send(), send()];
    await arrived(2);
    const refused = await Promise.all([send(), send(), send()]);
    for (const answer of refused) {
      expect([answer.status, answer.headers['retry-after'], answer.body.code]).toEqual([
        503,
        '1',
        'overloaded',
      ]);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(Object.keys(answer.headers).filter((name) => name.includes('ratelimit'))).toEqual([]);
    }
    release();
    expect((await Promise.all(accepted)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await send()).status).toBe(200);
    expect(edge.requests).toHaveLength(3);
  });

  it('leave health and metrics alone', async () => {
    const accepted = [send(), send()];
    await arrived(2);
    for (const path of ['/health', '/health/live', '/health/ready', '/metrics']) {
      expect((await request(edge.server).get(path)).status).toBe(200);
    }
    release();
    await Promise.all(accepted);
  });

  it('do not count callers that have gone', async () => {
    const gone = [1, 2].map(() => connect(edge.port, '127.0.0.1'));
    for (const socket of gone) {
      socket.write(
        `POST ${BARE} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
      );
    }
    await arrived(2);
    expect((await send()).status).toBe(503);
    for (const socket of gone) socket.destroy();
    const aborted = async () =>
      (await edge.requestLines(1)).filter(({ status }) => status === 'aborted').length;
    while ((await aborted()) < 2) await new Promise(setImmediate);
    release();
    expect((await send()).status).toBe(200);
  });

  it('do not add up over refused ones', async () => {
    release();
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(Array.from({ length: 8 }, send));
      expect((await send()).status).toBe(200);
    }
  });
});

describe('a caller that goes while an answer is explained', () => {
  it('is noticed, so that the work can be left', async () => {
    const edge = await Edge.start();
    try {
      const seen: boolean[] = [];
      edge.answer = async (_request, gone) => {
        const wanted = () => gone?.aborted === false;
        seen.push(wanted());
        socket.destroy();
        while (wanted()) await new Promise(setImmediate);
        seen.push(wanted());
        return recommendation();
      };
      const socket = connect(edge.port, '127.0.0.1');
      const body = '{"explain":true}';
      socket.write(
        `POST /v1/recommendations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      while (seen.length < 2) await new Promise(setImmediate);
      expect(seen).toEqual([true, false]);
    } finally {
      await edge.stop();
    }
  });
});
