import { describe, expect, it } from '@jest/globals';
import { sign } from 'aws4';

import { awsGate } from './aws-gate.js';
import type { ProxiedRequest } from './proxy.js';

const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const keys = new Map([
  ['LASTING', { secretAccessKey }],
  ['TEMPORARY', { secretAccessKey, sessionToken: 'token' }],
]);

function signed(credentials: Parameters<typeof sign>[1], service = 'es'): ProxiedRequest {
  const request = { method: 'POST', path: '/a%20b/_search?x=1', body: '{"size":1}' };
  const { headers } = sign(
    { ...request, service, region: 'eu-west-1', headers: { host: 'h' }, ...{ signQuery: false } },
    credentials,
  );
  return {
    ...request,
    body: Buffer.from(request.body),
    headers: Object.fromEntries(
      Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
  };
}

const lasting = () => signed({ accessKeyId: 'LASTING', secretAccessKey });
const temporary = () => signed({ accessKeyId: 'TEMPORARY', secretAccessKey, sessionToken: 'token' });

describe('the gate that checks signatures', () => {
  const gate = awsGate(keys, 'eu-west-1');

  it('lets through what is signed', () => {
    expect([gate(lasting()), gate(temporary())]).toEqual([null, null]);
  });

  it.each<[string, ProxiedRequest, RegExp]>([
    ['no signature', { ...lasting(), headers: { host: 'h' } }, /anonymous/],
    ['another secret', signed({ accessKeyId: 'LASTING', secretAccessKey: 'x' }), /signature we calculated/],
    ['an unknown key', signed({ accessKeyId: 'OTHER', secretAccessKey }), /token .* is invalid/],
    ['no session token', signed({ accessKeyId: 'TEMPORARY', secretAccessKey }), /token .* is invalid/],
    [
      'another session token',
      signed({ accessKeyId: 'TEMPORARY', secretAccessKey, sessionToken: 'x' }),
      /token .* is invalid/,
    ],
    ['another service', signed({ accessKeyId: 'LASTING', secretAccessKey }, 's3'), /scoped/],
    ['another body', { ...lasting(), body: Buffer.from('{"size":2}') }, /signature we calculated|sha256/],
    ['another path', { ...lasting(), path: '/a/_search?x=1' }, /signature we calculated/],
    ['another query', { ...lasting(), path: '/a%20b/_search?x=2' }, /signature we calculated/],
    ['another method', { ...lasting(), method: 'PUT' }, /signature we calculated/],
  ])('refuses %s', (_title, request, message) => {
    expect(gate(request)).toMatchObject({ status: 403, body: { message: expect.stringMatching(message) } });
  });

  it('refuses a date that is long ago or to come', () => {
    for (const minutes of [-6, 6]) {
      const skewed = awsGate(keys, 'eu-west-1', () => Date.now() + minutes * 60_000);
      expect(skewed(lasting())).toMatchObject({ body: { message: expect.stringContaining('expired') } });
    }
  });
});
