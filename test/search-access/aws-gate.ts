import { createHash } from 'node:crypto';

import { sign } from 'aws4';

import type { Gate, ProxiedRequest } from './proxy.js';

export interface KnownKey {
  readonly secretAccessKey: string;
  /** Of a temporary key. */
  readonly sessionToken?: string;
}

const MOST_SKEW_MS = 5 * 60_000;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([\da-f]{64})$/;

/**
 * Checks Signature Version 4 as Amazon's own front door does, with an implementation that is not the client's: key and
 * session token, scope, date, the hash of the body, and the signature over all of it.
 */
export function awsGate(
  keys: ReadonlyMap<string, KnownKey>,
  region: string,
  now: () => number = Date.now,
): Gate {
  return (request) => {
    const message = refusal(request, keys, region, now());
    return message === null ? null : { status: 403, body: { message } };
  };
}

function refusal(
  { method, path, headers, body }: ProxiedRequest,
  keys: ReadonlyMap<string, KnownKey>,
  region: string,
  now: number,
): string | null {
  const parts = AUTHORIZATION.exec(headers.authorization ?? '');
  if (parts === null) return 'User: anonymous is not authorized to perform: es:ESHttpPost';
  const [, accessKeyId = '', day, scope, service, signedHeaders = ''] = parts;
  const key = keys.get(accessKeyId);
  const token = headers['x-amz-security-token'];
  if (key === undefined || token !== key.sessionToken) {
    return 'The security token included in the request is invalid.';
  }
  if (scope !== region || service !== 'es') {
    return `Credential should be scoped to a valid region and correct service: '${region}', 'es'.`;
  }
  const date = String(headers['x-amz-date']);
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!date.startsWith(String(day)) || !(Math.abs(at - now) <= MOST_SKEW_MS)) {
    return `Signature expired: ${date} is not within 5 min. of now`;
  }
  const names = signedHeaders.split(';');
  const needed = ['host', 'x-amz-date', ...(key.sessionToken === undefined ? [] : ['x-amz-security-token'])];
  const unsigned = needed.filter((name) => !names.includes(name));
  if (unsigned.length > 0) return `'${unsigned.join(', ')}' must be signed`;
  const sentHash = headers['x-amz-content-sha256'];
  if (sentHash !== undefined && sentHash !== createHash('sha256').update(body).digest('hex')) {
    return 'The provided x-amz-content-sha256 header does not match what was computed.';
  }
  const again = sign(
    {
      service,
      region: scope,
      method,
      path,
      body: body.toString(),
      headers: Object.fromEntries(names.map((name) => [name, String(headers[name])])),
      // aws4 adds these where the sender did not sign them.
      ...{
        extraHeadersToIgnore: Object.fromEntries(
          ['content-length', 'content-type']
            .filter((name) => !names.includes(name))
            .map((name) => [name, true]),
        ),
      },
    },
    { accessKeyId, ...key },
  );
  return again.headers?.Authorization === headers.authorization
    ? null
    : 'The request signature we calculated does not match the signature you provided.';
}
