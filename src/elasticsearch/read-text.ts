import { type Client, errors } from '@elastic/elasticsearch';

type Transport = Client['transport'];

/** What undici gives for an answer's body: its own `text()` takes half of what reading the stream takes. */
interface TextBody {
  text(): Promise<string>;
}

export interface TextAnswer {
  readonly statusCode: number;
  readonly text: string;
}

/**
 * One request whose answer is not parsed. Statuses are the caller's affair: none is retried, none is an error.
 *
 * @throws ElasticsearchClientError where there is no whole answer
 */
export async function readText(
  client: Client,
  request: Parameters<Transport['request']>[0],
  options: Parameters<Transport['request']>[1] & { readonly signal?: AbortSignal },
): Promise<TextAnswer> {
  const { statusCode, body } = await client.transport.request<TextBody>(request, {
    ...options,
    asStream: true,
    meta: true,
  });
  try {
    return { statusCode, text: await body.text() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw options.signal?.aborted === true
      ? new errors.RequestAbortedError(reason)
      : new errors.ConnectionError(reason);
  }
}
