import type { Gate } from './proxy.js';

/** Demands one value of the `Authorization` header, and refuses others in the words of Elasticsearch. */
export function loginGate(authorization: string, reason: string): Gate {
  return ({ headers }) =>
    headers.authorization === authorization
      ? null
      : { status: 401, body: { error: { root_cause: [], type: 'security_exception', reason }, status: 401 } };
}
