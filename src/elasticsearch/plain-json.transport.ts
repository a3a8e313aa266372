import { errors, SniffingTransport } from '@elastic/elasticsearch';

type TransportOptions = ConstructorParameters<typeof SniffingTransport>[0];

/** The transport's own waits of seconds would outlast the caller's signal, which it does not heed meanwhile. */
function secondsBeforeRetry(_min: number, _max: number, attempt: number): number {
  return 0.05 * 2 ** attempt * (1 + Math.random());
}

/**
 * Speaks plain JSON, which every Elasticsearch and OpenSearch understands. The client's own transport asks
 * for the media type of its major version, which older servers and OpenSearch refuse for any request with a
 * body, and checks for a product header that OpenSearch does not send.
 *
 * Of several nodes, one that lets requests wait until their callers give up is avoided like one that refuses them.
 */
export class PlainJsonTransport extends SniffingTransport {
  constructor(options: TransportOptions) {
    const plain: TransportOptions = {
      ...options,
      retryBackoff: secondsBeforeRetry,
      vendoredHeaders: {
        jsonContentType: 'application/json',
        ndjsonContentType: 'application/x-ndjson',
        accept: 'application/json',
      },
    };
    delete plain.productCheck;
    super(plain);
    options.diagnostic?.on('response', (error, answer) => {
      const connection = answer?.meta.connection;
      if (error instanceof errors.RequestAbortedError && connection)
        options.connectionPool.markDead(connection);
    });
  }
}
