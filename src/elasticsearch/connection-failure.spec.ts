import { describe, expect, it } from '@jest/globals';

import { connectionFailure } from './connection-failure.js';

describe('connectionFailure', () => {
  it.each([
    ['connect ECONNREFUSED 127.0.0.1:9', 'ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9'],
    ['getaddrinfo ENOTFOUND no-such-host', 'ENOTFOUND', 'getaddrinfo ENOTFOUND no-such-host'],
    ['connection failed (http://es:9200/)', 'UNREACHABLE', 'connection failed (http://es:9200/)'],
    [
      'Connect Timeout Error (attempted address: es:1)',
      'ETIMEDOUT',
      'Connect Timeout Error (attempted address: es:1)',
    ],
    [
      'unable to verify the first certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'unable to verify the first certificate (ES_CA_PATH must name the authority that signed the certificate)',
    ],
    [
      "Hostname/IP does not match certificate's altnames: Host: a. is not in the cert's altnames: DNS:b",
      'ERR_TLS_CERT_ALTNAME_INVALID',
      "Hostname/IP does not match certificate's altnames: Host: a. is not in the cert's altnames: DNS:b (ES_HOST must be a name that is in the certificate)",
    ],
    [
      '4043D272D47F0000:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../deps/openssl/tlsany_meth.c:78:\n',
      'EPROTO',
      'wrong version number (this port does not speak TLS: ES_HOST should begin with http://)',
    ],
  ])('%s', (message, code, reason) => {
    expect(connectionFailure(message)).toEqual({ code, reason });
  });
});
