import { readFileSync } from 'node:fs';

import { beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';

import { offlineApiDocument } from './offline-api-document.js';
import { PROBLEMS } from './problems/problem-registry.js';

describe('the OpenAPI document', () => {
  let document: OpenAPIObject;

  beforeAll(async () => {
    document = await offlineApiDocument();
  });

  it('is the committed openapi.json (npm run openapi writes it)', () => {
    const committed: unknown = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'));
    expect(committed).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('has every operation', () => {
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    expect(operations.sort()).toEqual([
      'get /health',
      'get /health/live',
      'get /health/ready',
      'get /metrics',
      'post /get_recommendations',
      'post /v1/recommendations',
    ]);
  });

  it.each(['/get_recommendations', '/v1/recommendations'])(
    'shows every problem of %s with an example',
    (path) => {
      const responses = document.paths[path]?.post?.responses ?? {};
      const shown = Object.values(responses).flatMap((response) => {
        const content = (response as { content?: Record<string, { examples?: object }> }).content ?? {};
        return Object.keys(content['application/problem+json']?.examples ?? {});
      });
      const elsewhere = ['not_found'];
      expect([...shown, ...elsewhere].sort()).toEqual(Object.keys(PROBLEMS).sort());
    },
  );
});
