import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Client } from '@elastic/elasticsearch';
import { afterEach, describe, expect, it } from '@jest/globals';

import { PlainJsonTransport } from '../elasticsearch/plain-json.transport.js';
import { bulkIndex } from './bulk-index.elasticsearch.js';

interface Request {
  readonly url: string;
  readonly lines: readonly unknown[];
}

interface Document {
  readonly id: string;
  readonly text?: string;
}

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** A server that keeps what it is asked, and answers each request by its place. */
async function serverThat(
  answers: (place: number) => unknown,
): Promise<{ client: Client; requests: Request[] }> {
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (some: string) => (body += some));
    request.on('end', () => {
      const lines = body.trimEnd().split('\n');
      requests.push({ url: request.url ?? '', lines: lines.map((line): unknown => JSON.parse(line)) });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answers(requests.length - 1)));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new Client({ node: `http://127.0.0.1:${port}`, Transport: PlainJsonTransport });
  cleanUps.push(() => client.close());
  cleanUps.push(() => new Promise((closed) => server.close(closed)));
  return { client, requests };
}

const idOf = ({ id }: Document) => id;

describe('putting documents into an index', () => {
  it('asks for nothing but errors', async () => {
    const { client, requests } = await serverThat(() => ({ errors: false }));
    expect(await bulkIndex(client, 'videos', [{ id: 'a"ç' }, { id: 'b', text: 'x' }], idOf)).toEqual([]);
    expect(requests).toEqual([
      {
        url: '/videos/_bulk?filter_path=errors',
        lines: [{ index: { _id: 'a"ç' } }, { id: 'a"ç' }, { index: { _id: 'b' } }, { id: 'b', text: 'x' }],
      },
    ]);
  });

  it('sends several requests where one would be large, and none without documents', async () => {
    const { client, requests } = await serverThat(() => ({ errors: false }));
    const text = 'x'.repeat(3 * 1_024 * 1_024);
    const documents = ['a', 'b', 'c'].map((id) => ({ id, text }));
    await bulkIndex<Document>(client, 'videos', documents, idOf);
    expect(requests.map(({ lines }) => lines.length)).toEqual([4, 2]);
    await bulkIndex<Document>(client, 'videos', [], idOf);
    expect(requests).toHaveLength(2);
  });

  it('sends a request with errors again, and names what is refused', async () => {
    const error = { type: 'document_parsing_exception', reason: 'no date' };
    const items = [{ index: { status: 400, error } }, { index: { status: 200 } }];
    const { client, requests } = await serverThat((place) =>
      place === 0 ? { errors: true } : { errors: true, items },
    );
    const documents = [{ id: 'a' }, { id: 'b' }];
    expect(await bulkIndex(client, 'videos', documents, idOf)).toEqual([{ id: 'a', error }]);
    expect(requests.map(({ url }) => url)).toEqual(['/videos/_bulk?filter_path=errors', '/videos/_bulk']);
    expect(requests[1]?.lines).toEqual(requests[0]?.lines);
  });
});
