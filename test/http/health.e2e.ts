import { Injectable } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { Availability } from '../../src/health/availability.js';
import { HealthProbe, type HealthCheck } from '../../src/health/health-probe.js';
import { Edge } from './edge.js';

const hosts = /db-7|10\.0\.0\.7|9200/;
let check: HealthCheck['check'];
let asked = 0;

@Injectable()
@HealthProbe({ name: 'elasticsearch', on: ['health'] })
class StoreProbe implements HealthCheck {
  check(signal: AbortSignal) {
    asked += 1;
    return check(signal);
  }
}

@Injectable()
@HealthProbe({ name: 'model', on: ['health', 'ready'] })
class ModelProbe implements HealthCheck {
  check() {
    return Promise.resolve({ version: 'abc' });
  }
}

@Injectable()
@HealthProbe({ name: 'model', on: ['ready'] })
class SecondModelProbe extends ModelProbe {}

describe('health', () => {
  let edge: Edge;

  beforeAll(async () => {
    edge = await Edge.start({}, [StoreProbe, ModelProbe]);
  });
  afterAll(() => edge.stop());
  // What was found is kept for a second.
  beforeEach(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_010));
    asked = 0;
    check = () => Promise.resolve({ status_of_cluster: 'green' });
  });

  const get = (path: string) => Promise.resolve(request(edge.server).get(path));

  it('is ok when every part is, with what each took', async () => {
    const answer = await get('/health');
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(answer.body).toEqual({
      status: 'ok',
      info: {
        elasticsearch: { status: 'up', status_of_cluster: 'green', responseTime: expect.any(Number) },
        model: expect.objectContaining({ status: 'up', version: 'abc', responseTime: expect.any(Number) }),
      },
      error: {},
      details: expect.objectContaining({ elasticsearch: expect.anything(), model: expect.anything() }),
    });
  });

  it.each([
    [
      'refused',
      Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:9200'), { code: 'ECONNREFUSED' }),
      'unreachable',
    ],
    ['not allowed', Object.assign(new Error('db-7 says no'), { statusCode: 401 }), 'http_401'],
    ['broken', new Error('db-7 is on fire'), 'failed'],
  ])('is 503 when a part is %s, and shows no host', async (_, error, message) => {
    check = () => Promise.reject(new Error('at db-7', { cause: error }));
    const answer = await get('/health');
    expect([answer.status, answer.headers['content-type']]).toEqual([503, 'application/json; charset=utf-8']);
    expect(answer.body).toMatchObject({
      status: 'error',
      info: { model: { status: 'up' } },
      error: { elasticsearch: { status: 'down', message, responseTime: expect.any(Number) } },
      details: { elasticsearch: { status: 'down' }, model: { status: 'up' } },
    });
    expect(answer.text).not.toMatch(hosts);
    const ready = await get('/health/ready');
    expect([ready.status, Object.keys(ready.body.details as object)]).toEqual([200, ['model']]);
  });

  it('waits a second for a part that hangs, and tells it to stop', async () => {
    let told: AbortSignal | undefined;
    check = (signal) => {
      told = signal;
      return new Promise(() => undefined);
    };
    const start = performance.now();
    const answer = await get('/health');
    expect(performance.now() - start).toBeLessThan(4_000);
    expect(answer.status).toBe(503);
    expect(answer.body.error.elasticsearch.message).toMatch(/timeout/);
    expect(told?.aborted).toBe(true);
  });

  it('asks a part once for all who ask within a second', async () => {
    await Promise.all([get('/health'), get('/health'), get('/health')]);
    await get('/health');
    expect(asked).toBe(1);
  });

  it('of the process asks nobody', async () => {
    check = () => Promise.reject(new Error('down'));
    const answer = await get('/health/live');
    expect([answer.status, answer.headers['cache-control'], answer.body.status]).toEqual([
      200,
      'no-store',
      'ok',
    ]);
    expect(asked).toBe(0);
  });

  it('turns not ready at once when the process is leaving, and closes connections', async () => {
    expect((await get('/health/ready')).status).toBe(200);
    edge.app.get(Availability, { strict: false }).shutDown();
    const answer = await get('/health/ready');
    expect([answer.status, answer.body.status, answer.headers.connection]).toEqual([
      503,
      'shutting_down',
      'close',
    ]);
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/health')).status).toBe(200);
  });

  it('refuses two parts of one name', async () => {
    await expect(Edge.start({}, [ModelProbe, SecondModelProbe])).rejects.toThrow(
      /health probe 'model' is declared twice: by (ModelProbe and by SecondModelProbe|SecondModelProbe and by ModelProbe)/,
    );
  });
});
