import type { FastifyInstance } from 'fastify';

import { Problem } from '../problems/problem.js';

/** HTTP/1.1 requests name their host (RFC 9112, 3.2); any other expectation than `100-continue` is ignored. */
export function requireHost(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const missing = request.raw.httpVersion === '1.1' && request.headers.host === undefined;
    done(missing ? new Problem('malformed_request', 'the Host header is missing') : undefined);
  });
  server.server.on('checkExpectation', (request, response) => {
    server.server.emit('request', request, response);
  });
}
