import { ReplyError } from 'ioredis';

const OF_A_CLUSTER = 'this Redis is part of a cluster: set REDIS_CLUSTER=true';
/** What to do about what Redis, or the way to it, says; by the code of an error or the first word of a refusal. */
const ADVICE: Readonly<Record<string, string>> = {
  WRONGPASS: 'REDIS_USERNAME or REDIS_PASSWORD is not one that Redis knows',
  NOAUTH: 'Redis wants a login: set REDIS_PASSWORD, and REDIS_USERNAME where it is not the default user',
  NOPERM:
    "the user needs HMGET on the features' keys, SELECT for a database other than 0, CLUSTER SLOTS and ASKING on a cluster",
  MOVED: OF_A_CLUSTER,
  ASK: OF_A_CLUSTER,
  ETIMEDOUT: 'nothing answers there; with REDIS_TLS=true, or nothing that speaks TLS',
  ECONNRESET: 'where Redis wants TLS, set REDIS_TLS=true',
  EPROTO: 'this port does not speak TLS: unset REDIS_TLS, or set the port that does',
  ERR_SSL_WRONG_VERSION_NUMBER: 'this port does not speak TLS: unset REDIS_TLS, or set the port that does',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'this port does not speak TLS: unset REDIS_TLS, or set the port that does',
  SELF_SIGNED_CERT_IN_CHAIN: 'REDIS_CA_PATH must name the authority that signed it',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'REDIS_CA_PATH must name this certificate, or the authority that signed it',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'REDIS_CA_PATH must name the authority that signed it',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'REDIS_CA_PATH must name the authority that signed it',
  CERT_SIGNATURE_FAILURE: 'REDIS_CA_PATH must name the authority that signed it',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Redis must be reached by a name that is in its certificate',
};
const FIRST_WORD = /^([A-Z]{2,})\b/;
const NO_CLUSTER = /cluster support disabled/;
const UNKNOWN_MASTER = /sentinel .* got an invalid reply: null/;

/**
 * Why Redis did not do what was asked: its own words, with advice where there is some. The client's error is not
 * kept as the cause: it carries the command, with the password where that was the login.
 */
export class RedisFailure extends Error {
  override readonly name = 'RedisFailure';
  /** Of the system, of TLS, or the first word of Redis' refusal: `ECONNREFUSED`, `WRONGPASS`. */
  readonly code: string | undefined;

  constructor(error: Error) {
    const code = codeOf(error);
    const words = wordsOf(error);
    const advice = adviceOn(words) ?? ADVICE[code ?? ''];
    super(advice === undefined ? words : `${words} (${advice})`);
    this.code = code;
  }
}

function adviceOn(words: string): string | undefined {
  if (NO_CLUSTER.test(words)) return 'set REDIS_CLUSTER=false';
  return UNKNOWN_MASTER.test(words) ? 'it watches no REDIS_SENTINEL_MASTER of this name' : undefined;
}

/** The error itself where it was made here already. */
export function redisFailure(error: unknown): RedisFailure {
  if (error instanceof RedisFailure) return error;
  return new RedisFailure(isError(error) ? error : new Error(String(error)));
}

/** Also where it comes from another context of the virtual machine. */
function isError(error: unknown): error is Error {
  return error instanceof Error || Object.prototype.toString.call(error) === '[object Error]';
}

function codeOf(error: Error): string | undefined {
  if (wasCutOff(error)) return 'ECONNRESET';
  if (error instanceof ReplyError && error instanceof Error) return FIRST_WORD.exec(error.message)?.[1];
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What the client says of commands that were under way: with repeating off, no more than that. */
function wasCutOff(error: Error): boolean {
  return error.name === 'MaxRetriesPerRequestError' || error.message === 'Connection is closed.';
}

/** Connecting to several addresses of one name fails with an error without a message of its own. */
function wordsOf(error: Error): string {
  if (wasCutOff(error)) return 'connection closed before an answer';
  if (error.message !== '') return error.message.trim();
  const parts = error instanceof AggregateError ? error.errors.map(String) : [];
  return parts.length > 0 ? parts.join('; ') : error.name;
}
