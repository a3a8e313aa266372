import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { Edge, recommendation } from './edge.js';

const BARE = '/get_recommendations/';
const V1 = '/v1/recommendations';

describe('recommendations over HTTP', () => {
  let edge: Edge;

  beforeAll(async () => {
    edge = await Edge.start({ RECOMMENDATIONS_LIMIT: 7 });
  });
  afterAll(() => edge.stop());
  beforeEach(() => {
    edge.requests.length = 0;
    edge.answer = () => recommendation();
  });

  const post = (path: string, body: object | string) =>
    request(edge.server)
      .post(path)
      .set('content-type', 'application/json')
      .send(typeof body === 'string' ? body : JSON.stringify(body));

  describe('POST /get_recommendations/', () => {
    it.each(['/get_recommendations/', '/get_recommendations'])('answers a bare array at %s', async (path) => {
      const answer = await post(path, { user_id: '38073944', user_country: 'BR' });
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(answer.text).toBe('["v1","v2"]');
      expect(edge.requests).toEqual([{ userId: '38073944', country: 'BR', limit: 7, excludeIds: [] }]);
    });

    it('answers an empty array where there is nothing to recommend', async () => {
      edge.answer = () => recommendation({ items: [] });
      const answer = await post(BARE, {});
      expect([answer.status, answer.text]).toEqual([200, '[]']);
    });

    it.each([
      ['an empty object', {}],
      ['nulls', { user_id: null, user_country: null }],
    ])('takes %s for an anonymous viewer', async (_, body) => {
      expect((await post(BARE, body)).status).toBe(200);
      expect(edge.requests).toEqual([{ userId: null, country: null, limit: 7, excludeIds: [] }]);
    });

    it.each([
      ['a number', { user_id: 38073944 }, '38073944'],
      ['a negative number', { user_id: -1 }, '-1'],
      ['the largest safe integer', { user_id: Number.MAX_SAFE_INTEGER }, '9007199254740991'],
      ['128 characters', { user_id: 'x'.repeat(128) }, 'x'.repeat(128)],
      ['128 characters outside the basic plane', { user_id: '🎬'.repeat(128) }, '🎬'.repeat(128)],
      ['an odd string', { user_id: ' ../*:\u0000' }, ' ../*:\u0000'],
      ['a whole number written as a float', '{"user_id": 7.0}', '7'],
      ['the last of duplicate keys', '{"user_id":"first","user_id":"last"}', 'last'],
    ])('takes %s as user_id', async (_, body, userId) => {
      expect((await post(BARE, body)).status).toBe(200);
      expect(edge.requests[0]?.userId).toBe(userId);
    });

    it.each(['br', 'Br', 'BR'])('takes the country %s in any case', async (user_country) => {
      expect((await post(BARE, { user_country })).status).toBe(200);
      expect(edge.requests[0]?.country).toBe('BR');
    });

    it('ignores unknown fields and counts the request', async () => {
      const before = await edge.metric('upnext_unknown_fields_total');
      expect(before).toMatch(/_total 0$/m);
      const body =
        '{"limit":3,"exclude_ids":["v1"],"__proto__":{"user_id":"x"},"constructor":{"prototype":{}},"a":[[1]]}';
      expect((await post(BARE, body)).status).toBe(200);
      expect(edge.requests).toEqual([{ userId: null, country: null, limit: 7, excludeIds: [] }]);
      expect(await edge.metric('upnext_unknown_fields_total')).toMatch(/_total 1$/m);
      expect(({} as Record<string, unknown>).user_id).toBeUndefined();
    });

    it('stays a bare array where it is asked to explain', async () => {
      const answer = await post(BARE, { explain: true });
      expect([answer.status, answer.text]).toEqual([200, '["v1","v2"]']);
      expect(edge.requests[0]?.explain).toBeUndefined();
    });

    it('says in headers what the v1 answer says', async () => {
      edge.answer = () => recommendation({ degraded: ['user_features', 'blacklist'] });
      const { headers } = await post(BARE, {});
      expect(headers['x-recommendation-id']).toBe('6f1d7c52-0d7c-4a63-9a0a-8a4c5a1f1a77');
      expect(headers['x-degraded']).toBe('user_features,blacklist');
      expect(headers['server-timing']).toBe('viewer;dur=0.900, pool;dur=0.010, score;dur=0.413');
    });

    it('has no X-Degraded when the answer is whole', async () => {
      expect((await post(BARE, {})).headers).not.toHaveProperty('x-degraded');
    });
  });

  describe('POST /v1/recommendations', () => {
    it('answers with scores, model and origin', async () => {
      edge.answer = () => recommendation({ degraded: ['stale_candidates'] });
      const answer = await post(V1, { user_id: 'u', user_country: 'de', limit: 2, exclude_ids: ['v9', 12] });
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        recommendation_id: '6f1d7c52-0d7c-4a63-9a0a-8a4c5a1f1a77',
        items: [
          { video_id: 'v1', score: 0.5, rank: 1, source: 'local' },
          { video_id: 'v2', score: 0.4, rank: 2, source: 'local' },
        ],
        model: { name: 'lightgbm', version: '3f0c9a61', score_is_probability: true },
        degraded: ['stale_candidates'],
        pool_built_at: '2026-11-24T00:00:00.000Z',
        timings_ms: { viewer: 0.9, pool: 0.01, score: 0.413 },
      });
      expect(answer.headers['x-degraded']).toBe('stale_candidates');
      expect(answer.headers['server-timing']).toContain('score;dur=0.413');
      expect(edge.requests).toEqual([{ userId: 'u', country: 'DE', limit: 2, excludeIds: ['v9', '12'] }]);
    });

    it('has no explanations unless asked', async () => {
      for (const body of [{}, { explain: false }, { explain: null }]) {
        const answer = await post(V1, body);
        expect(answer.status).toBe(200);
        expect(Object.keys(answer.body.items[0])).toEqual(['video_id', 'score', 'rank', 'source']);
        expect(answer.headers['server-timing']).not.toContain('explain');
      }
      expect(edge.requests.map(({ explain }) => explain === true)).toEqual([false, false, false]);
    });

    it('answers with explanations, the largest contribution first', async () => {
      const features = [
        { name: 'video_vv', value: Infinity, contribution: 0.25 },
        { name: 'primary_category', value: 'polka', unknownCategory: true as const, contribution: -0.5 },
        { name: 'user_vv', value: null, contribution: 2 },
        { name: 'age_days', value: 3.5, contribution: -0.25 },
      ];
      const [first, second] = recommendation().items;
      edge.answer = () =>
        recommendation({
          items: [
            { ...first!, explanation: { ranker: 'lightgbm', rawScore: 1, expectedValue: -0.5, features } },
            { ...second!, explanation: { ranker: 'other', unavailable: 'nobody counted' } },
          ],
          timings: { viewer: 0.9, explain: 1.2344 },
        });
      const answer = await post(V1, { explain: true });
      expect(edge.requests[0]?.explain).toBe(true);
      expect(answer.body.items.map(({ explanation }: { explanation: object }) => explanation)).toEqual([
        {
          ranker: 'lightgbm',
          raw_score: 1,
          expected_value: -0.5,
          features: [
            { name: 'user_vv', value: null, contribution: 2 },
            { name: 'primary_category', value: 'polka', unknown_category: true, contribution: -0.5 },
            { name: 'video_vv', value: 'Infinity', contribution: 0.25 },
            { name: 'age_days', value: 3.5, contribution: -0.25 },
          ],
        },
        { ranker: 'other', unavailable: 'nobody counted' },
      ]);
      expect(answer.body.timings_ms).toEqual({ viewer: 0.9, explain: 1.234 });
      expect(answer.headers['server-timing']).toBe('viewer;dur=0.900, explain;dur=1.234');
    });

    it('takes nulls as absent', async () => {
      const body = { user_id: null, user_country: null, limit: null, exclude_ids: null };
      expect((await post(V1, body)).status).toBe(200);
      expect(edge.requests).toEqual([{ userId: null, country: null, limit: 7, excludeIds: [] }]);
    });

    it.each([1, 100])('takes a limit of %i', async (limit) => {
      expect((await post(V1, { limit })).status).toBe(200);
      expect(edge.requests[0]?.limit).toBe(limit);
    });

    it('takes 1,000 long ids to exclude', async () => {
      const exclude_ids = Array.from({ length: 1_000 }, (_, index) => `${index}`.padStart(128, 'é'));
      expect((await post(V1, { exclude_ids })).status).toBe(200);
      expect(edge.requests[0]?.excludeIds).toEqual(exclude_ids);
    });

    it.each([
      ['a misspelt field', '{"user":"x"}', 'user'],
      ['__proto__', '{"__proto__":{"limit":1}}', '__proto__'],
      ['constructor', '{"constructor":1}', 'constructor'],
      ['an empty name', '{"":1}', ''],
      ['a lone surrogate as name', String.raw`{"\ud800":1}`, '\ufffd'],
      ['a very long name', `{"${'n'.repeat(10_000)}":1}`, 'n'.repeat(64)],
    ])('refuses %s, naming it', async (_, body, field) => {
      const answer = await post(V1, body);
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toEqual([
        { field, rule: 'known_field', message: 'is not a field of this operation' },
      ]);
      expect(edge.requests).toEqual([]);
    });
  });

  describe.each([BARE, V1])('%s refuses', (path) => {
    it.each<[string, string, string, string]>([
      ['a missing id', '{"user_id":""}', 'user_id', 'id'],
      ['129 characters', `{"user_id":"${'x'.repeat(129)}"}`, 'user_id', 'id'],
      ['129 characters outside the basic plane', `{"user_id":"${'🎬'.repeat(129)}"}`, 'user_id', 'id'],
      ['a lone surrogate', String.raw`{"user_id":"a\ud800"}`, 'user_id', 'id'],
      ['an unsafe integer', '{"user_id":9007199254740992}', 'user_id', 'id'],
      ['a fraction', '{"user_id":1.5}', 'user_id', 'id'],
      ['an infinite number', '{"user_id":1e999}', 'user_id', 'id'],
      ['true', '{"user_id":true}', 'user_id', 'id'],
      ['an array', '{"user_id":["a"]}', 'user_id', 'id'],
      ['an object', '{"user_id":{}}', 'user_id', 'id'],
      ['three letters', '{"user_country":"BRA"}', 'user_country', 'country_code'],
      ['no letters', '{"user_country":""}', 'user_country', 'country_code'],
      ['digits', '{"user_country":"B1"}', 'user_country', 'country_code'],
      ['letters beyond ASCII', '{"user_country":"\u212aR"}', 'user_country', 'country_code'],
      ['a line break after two letters', String.raw`{"user_country":"BR\n"}`, 'user_country', 'country_code'],
      ['a number for a country', '{"user_country":55}', 'user_country', 'country_code'],
      ['an array as body', '[]', 'body', 'object'],
      ['a string as body', '"x"', 'body', 'object'],
      ['a number as body', '1', 'body', 'object'],
      ['null as body', 'null', 'body', 'object'],
      ['broken JSON', '{"user_id":', 'body', 'json'],
      ['JSON with a tail', '{} x', 'body', 'json'],
      ['deep nesting without an end', '['.repeat(100_000), 'body', 'json'],
    ])('%s', async (_, body, field, rule) => {
      const answer = await post(path, body);
      expect(answer.status).toBe(400);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(answer.body).toMatchObject({
        type: 'urn:upnext:problem:invalid_body',
        status: 400,
        code: 'invalid_body',
        errors: [{ field, rule }],
      });
      expect(answer.body.detail).toContain(field === 'body' ? 'body' : field);
      expect(edge.requests).toEqual([]);
    });

    it('a body of zero bytes, with and without a media type', async () => {
      const typed = await request(edge.server).post(path).set('content-type', 'application/json');
      const untyped = await request(edge.server).post(path);
      expect([typed.status, typed.body.errors[0].rule]).toEqual([400, 'not_empty']);
      expect([untyped.status, untyped.body.code]).toEqual([400, 'invalid_body']);
    });

    it('bytes that are not UTF-8', async () => {
      const body = Buffer.concat([Buffer.from('{"user_id":"'), Buffer.from([0xff, 0xc3]), Buffer.from('"}')]);
      const answer = await edge.raw(
        `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
        body,
      );
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body).errors[0].rule).toBe('utf8');
    });

    it('several broken fields at once, naming each', async () => {
      const answer = await post(path, { user_id: '', user_country: 'BRA' });
      expect(answer.body.errors.map((error: { field: string }) => error.field).sort()).toEqual([
        'user_country',
        'user_id',
      ]);
    });
  });

  describe('POST /v1/recommendations refuses', () => {
    it.each<[string, unknown, string]>([
      ['a limit of 0', { limit: 0 }, 'limit'],
      ['a limit of 101', { limit: 101 }, 'limit'],
      ['a fractional limit', { limit: 1.5 }, 'limit'],
      ['a limit in a string', { limit: '10' }, 'limit'],
      ['1,001 ids', { exclude_ids: Array.from({ length: 1_001 }, () => 'x') }, 'exclude_ids'],
      ['ids that are no array', { exclude_ids: 'v1' }, 'exclude_ids'],
      ['an id that is none', { exclude_ids: ['v1', null] }, 'exclude_ids'],
      ['an id that is too long', { exclude_ids: ['x'.repeat(129)] }, 'exclude_ids'],
      ['explain in a string', { explain: 'true' }, 'explain'],
      ['explain as a number', { explain: 1 }, 'explain'],
      ['explain as an object', { explain: {} }, 'explain'],
    ])('%s', async (_, body, field) => {
      const answer = await post(V1, body as object);
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toEqual([expect.objectContaining({ field })]);
    });

    it('an id, saying which', async () => {
      const answer = await post(V1, { exclude_ids: ['v1', 'v2', ''] });
      expect(answer.body.errors[0].message).toMatch(/^\[2\] must be/);
    });
  });
});
