import { SniffingTransport } from '@elastic/elasticsearch';

type TransportOptions = ConstructorParameters<typeof SniffingTransport>[0];

/**
 * Speaks plain JSON, which every Elasticsearch and OpenSearch understands. The client's own transport asks
 * for the media type of its major version, which older servers and OpenSearch refuse for any request with a
 * body, and checks for a product header that OpenSearch does not send.
 */
export class PlainJsonTransport extends SniffingTransport {
  constructor(options: TransportOptions) {
    const plain: TransportOptions = {
      ...options,
      vendoredHeaders: {
        jsonContentType: 'application/json',
        ndjsonContentType: 'application/x-ndjson',
        accept: 'application/json',
      },
    };
    delete plain.productCheck;
    super(plain);
  }
}
