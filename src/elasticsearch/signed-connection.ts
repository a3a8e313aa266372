import { Sha256 } from '@aws-crypto/sha256-js';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { errors, UndiciConnection } from '@elastic/elasticsearch';
import { SignatureV4 } from '@smithy/signature-v4';

import type { AwsCredentials } from './elasticsearch-auth.js';
import { rememberingFailure } from './remembering-failure.js';

type RequestParams = Parameters<UndiciConnection['request']>[0];
type RequestOptions = Parameters<UndiciConnection['request']>[1];

/** Headers whose values are settled when a request is signed. */
const SIGNED = ['content-type', 'content-encoding', 'accept'] as const;
/** Looking for credentials in vain can take seconds: until the metadata service of a machine has not answered. */
const LOOK_AGAIN_MS = 10_000;

/**
 * A connection class whose requests carry AWS Signature Version 4 for service `es`.
 *
 * @param credentials `null`: the usual chain of providers, asked again before they expire
 */
export function signedConnection(
  region: string,
  credentials: AwsCredentials | null,
): typeof UndiciConnection {
  const signer = new SignatureV4({
    service: 'es',
    region,
    credentials: credentials ?? rememberingFailure(defaultProvider(), LOOK_AGAIN_MS),
    sha256: Sha256,
  });

  class SignedConnection extends UndiciConnection {
    override async request(params: RequestParams, options: RequestOptions): Promise<never> {
      const headers = await this.#signature(params);
      return super.request({ ...params, headers: { ...params.headers, ...headers } }, options) as never;
    }

    async #signature({ method, path, querystring, headers = {}, body }: RequestParams) {
      if (typeof body === 'object' && body !== null && !Buffer.isBuffer(body)) {
        throw new TypeError('a streamed body cannot be signed');
      }
      const signed: Record<string, string> = { host: this.url.host };
      for (const name of SIGNED) {
        const value = headers[name] ?? this.headers[name];
        if (typeof value === 'string') signed[name] = value;
      }
      const prefix = this.url.pathname.replace(/\/$/, '');
      const request = {
        method,
        protocol: this.url.protocol,
        hostname: this.url.hostname,
        path: prefix + path,
        query: queryBag(querystring),
        headers: signed,
        body: body ?? undefined,
      };
      try {
        return (await signer.sign(request)).headers;
      } catch (error) {
        // The chain's own errors, of several classes; signing itself does not fail.
        const reason = error instanceof Error ? error.message : String(error);
        throw new errors.ElasticsearchClientError(`no AWS credentials: ${reason}`);
      }
    }
  }
  return SignedConnection;
}

function queryBag(querystring = ''): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(new URLSearchParams(querystring).keys())) {
    const values = new URLSearchParams(querystring).getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}
