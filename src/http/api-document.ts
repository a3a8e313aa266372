import { readFileSync } from 'node:fs';

import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const DESCRIPTION = `Video recommendations: for a viewer, the videos most probably watched to the end, best first.

Every answer carries \`X-Request-Id\`. Errors are problem details (RFC 9457, \`application/problem+json\`).`;

/** The OpenAPI document of an application's operations. */
export function apiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Upnext')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addTag('recommendations', 'What to watch next')
    .addTag('health', 'Whether the service and its stores work')
    .addTag('telemetry', 'Figures for machines')
    .build();
  return SwaggerModule.createDocument(app, config);
}

/** Serves Swagger UI at `/docs` and the document at `/openapi.json`. */
export function serveApiDocument(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => apiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Upnext',
  });
}
