import type { FastifyInstance } from 'fastify';

import type { Availability } from '../health/availability.js';

/** While the process goes away, tells callers to keep no connection to it. */
export function closeConnectionsWhenLeaving(server: FastifyInstance, availability: Availability): void {
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (availability.shuttingDown) reply.header('connection', 'close');
    done();
  });
}
