/** Why a connection failed. */
export interface ConnectionFailure {
  /** Of the system or of TLS, `ECONNREFUSED`; `UNREACHABLE` where the client does not tell. */
  readonly code: string;
  /** In the client's words, with advice where there is some. */
  readonly reason: string;
}

const TRUST = 'ES_CA_PATH must name the authority that signed the certificate';

/** The client keeps the message of an error of a connection, and drops its code. */
const KNOWN: readonly [words: RegExp, code: string | undefined, advice?: string][] = [
  [/altnames/i, 'ERR_TLS_CERT_ALTNAME_INVALID', 'ES_HOST must be a name that is in the certificate'],
  [/certificate has expired/i, 'CERT_HAS_EXPIRED'],
  [/certificate is not yet valid/i, 'CERT_NOT_YET_VALID'],
  [/self-signed certificate in/i, 'SELF_SIGNED_CERT_IN_CHAIN', TRUST],
  [/self-signed certificate/i, 'DEPTH_ZERO_SELF_SIGNED_CERT', TRUST],
  [/verify the first certificate/i, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', TRUST],
  [/issuer certificate/i, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', TRUST],
  [/certificate signature failure/i, 'CERT_SIGNATURE_FAILURE', TRUST],
  [
    /wrong version number|packet length too long/i,
    'EPROTO',
    'this port does not speak TLS: ES_HOST should begin with http://',
  ],
  [/other side closed/i, 'ECONNRESET', 'where it wants TLS, ES_HOST should begin with https://'],
  [/connect timeout/i, 'ETIMEDOUT'],
  [/\bE[A-Z_]{4,}\b/, undefined],
];
/** Where in the source of OpenSSL an error arose is of no use to anybody here. */
const OPENSSL = /^[\dA-F]+:error:[\dA-F]+:SSL routines:[^:]*:([^:]+):.*$/s;

/** @param message of the client's error */
export function connectionFailure(message: string): ConnectionFailure {
  const words = message.replace(OPENSSL, '$1').replace(/; if the root CA is installed locally.*$/, '');
  for (const [pattern, code, advice] of KNOWN) {
    const found = pattern.exec(message);
    if (found === null) continue;
    return { code: code ?? found[0], reason: advice === undefined ? words : `${words} (${advice})` };
  }
  return { code: 'UNREACHABLE', reason: words };
}
