import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { Edge } from './edge.js';

describe('the documentation', () => {
  let edge: Edge;

  beforeAll(async () => {
    edge = await Edge.start();
  });
  afterAll(() => edge.stop());

  it('is at /openapi.json as committed', async () => {
    const answer = await request(edge.server).get('/openapi.json');
    expect(answer.status).toBe(200);
    const committed: unknown = JSON.parse(
      readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
    );
    const sorted = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    expect(sorted(answer.body)).toEqual(sorted(committed));
  });

  it('is a page at /docs that needs no other host', async () => {
    const page = await request(edge.server).get('/docs');
    expect(page.status).toBe(200);
    expect(page.text).toContain('swagger-ui');
    const parts = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) {
      expect(part).not.toMatch(/^(https?:)?\/\//);
      expect((await request(edge.server).get(new URL(part, 'http://x/docs').pathname)).status).toBe(200);
    }
  });

  it('has not_found for what is not there', async () => {
    const answer = await request(edge.server).get('/docs/nothing.js');
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });
});
