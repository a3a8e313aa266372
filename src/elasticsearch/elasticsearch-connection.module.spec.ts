import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Global, Module } from '@nestjs/common';
import { ElasticsearchService } from '@nestjs/elasticsearch';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sign } from 'aws4';
import { z } from 'zod';

import { ElasticsearchSettings } from '../settings/elasticsearch.settings.js';
import { ElasticsearchConnectionModule } from './elasticsearch-connection.module.js';
import { ElasticsearchProbe } from './elasticsearch.probe.js';
import { oncePerNode } from './once-per-node.js';

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Answer = [status: number, body: object];

describe('connection to Elasticsearch', () => {
  let server: Server;
  let url: string;
  let module: TestingModule;
  let received: Received[];
  let answers: (request: Received) => Answer;

  beforeEach(async () => {
    received = [];
    answers = () => [200, { hits: { hits: [] } }];
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url: path = '', headers } = request;
        const whole = { method, path, headers, body: Buffer.concat(chunks).toString() };
        received.push(whole);
        const [status, body] = answers(whole);
        // No product header: this is none of Elastic's servers.
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });

  afterEach(async () => {
    await module.close();
    server.closeAllConnections();
    server.close();
  });

  async function connect(environment: Record<string, string> = {}): Promise<ElasticsearchService> {
    const values = z.object(ElasticsearchSettings.shape).parse({ ES_HOST: url, ...environment });
    @Global()
    @Module({
      providers: [{ provide: ElasticsearchSettings, useValue: new ElasticsearchSettings(values) }],
      exports: [ElasticsearchSettings],
    })
    class Settings {}
    module = await Test.createTestingModule({ imports: [Settings, ElasticsearchConnectionModule] }).compile();
    await module.init();
    return module.get(ElasticsearchService, { strict: false });
  }

  it('asks for nothing by itself', async () => {
    await connect();
    expect(received).toEqual([]);
  });

  it('speaks plain JSON to servers of any kind', async () => {
    const client = await connect();
    await client.search({ index: 'assets', query: { match_none: {} } });
    await client.bulk({ operations: [{ delete: { _index: 'i', _id: 'a' } }] });
    expect(received.map(({ headers }) => [headers['content-type'], headers.accept])).toEqual([
      ['application/json', 'application/json'],
      ['application/x-ndjson', 'application/json'],
    ]);
  });

  it.each([
    [{}, undefined],
    [{ ES_USERNAME: 'app', ES_PASSWORD: 'secret' }, 'Basic YXBwOnNlY3JldA=='],
    [{ ES_API_KEY: 'aWQ6a2V5' }, 'ApiKey aWQ6a2V5'],
  ])('logs in with %j', async (environment, authorization) => {
    const client = await connect(environment);
    await client.search({ index: 'assets' });
    expect(received[0]?.headers.authorization).toBe(authorization);
  });

  it('takes the user from the URL', async () => {
    const client = await connect({ ES_HOST: url.replace('//', '//app:s%3Acret@') });
    await client.search({ index: 'assets' });
    expect(received[0]?.headers.authorization).toBe(`Basic ${btoa('app:s:cret')}`);
  });

  it('keeps the path prefix of a URL', async () => {
    const client = await connect({ ES_HOST: `${url}/es/` });
    await client.get({ index: 'users', id: 'a/b' }).catch(() => undefined);
    expect(received[0]?.path).toBe('/es/users/_doc/a%2Fb');
  });

  it('asks the next of several nodes at once where one refuses', async () => {
    const client = await connect({ ES_HOST: `http://127.0.0.1:1,${url},http://127.0.0.1:2` });
    for (let n = 0; n < 20; n++) await client.search({ index: 'assets' }, oncePerNode(client));
    expect(received).toHaveLength(20);
  });

  it('rarely asks one of several nodes again that lets requests wait', async () => {
    let waiting = 0;
    const hung = createServer(() => (waiting += 1));
    await new Promise<void>((resolve) => hung.listen(0, '127.0.0.1', resolve));
    const port = String((hung.address() as AddressInfo).port);
    const client = await connect({ ES_HOST: `http://127.0.0.1:${port},${url}` });
    let failed = 0;
    for (let n = 0; n < 40; n++) {
      const signal = AbortSignal.timeout(250);
      await client.search({ index: 'assets' }, { signal, ...oncePerNode(client) }).catch(() => (failed += 1));
    }
    hung.closeAllConnections();
    hung.close();
    expect(waiting).toBeGreaterThan(0);
    expect(failed).toBeLessThanOrEqual(4);
    expect(received.length).toBeGreaterThanOrEqual(36);
  });

  it('signs for Amazon as an independent implementation does', async () => {
    const client = await connect({
      ES_HOST: `${url}/prefix`,
      ES_AUTH: 'aws',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      AWS_SESSION_TOKEN: 'token',
    });
    await client.search({ index: 'assets', query: { term: { f: 'São Paulo' } } });
    await client.get({ index: 'users', id: 'a b/ç+*', _source_includes: ['user_country', 'x y'] });
    await client.bulk({ operations: [{ delete: { _index: 'i', _id: 'a' } }] });
    expect(received).toHaveLength(3);
    for (const { method, path, headers, body } of received) {
      const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
      expect(names).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-amz-security-token']));
      const again = sign(
        {
          service: 'es',
          region: 'eu-west-1',
          method,
          path,
          body,
          headers: Object.fromEntries(names.map((name) => [name, String(headers[name])])),
          ...{ extraHeadersToIgnore: { 'content-length': true } },
        },
        {
          accessKeyId: 'AKIDEXAMPLE',
          secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
          sessionToken: 'token',
        },
      );
      expect(headers.authorization).toBe(again.headers?.Authorization);
    }
  });

  describe('probe', () => {
    const check = async () =>
      await module.get(ElasticsearchProbe, { strict: false }).check(new AbortController().signal);

    it('asks for the state of the cluster and a search with a body', async () => {
      answers = ({ path }) => [200, path.startsWith('/_cluster') ? { status: 'yellow' } : { hits: {} }];
      await connect();
      expect(await check()).toEqual({ cluster: 'yellow' });
      expect(received.map(({ path }) => path.split('?')[0]).sort()).toEqual([
        '/_cluster/health',
        '/assets/_search',
      ]);
      expect(received.find(({ method }) => method === 'POST')?.body).toContain('match_none');
    });

    it('fails on a red cluster', async () => {
      answers = () => [200, { status: 'red' }];
      await connect();
      await expect(check()).rejects.toThrow('elasticsearch: the cluster is red');
    });

    it('is content with the search where the state may not be asked', async () => {
      answers = ({ path }) => [path.startsWith('/_cluster') ? 403 : 200, {}];
      await connect();
      expect(await check()).toEqual({ cluster: 'unknown' });
    });

    it.each([
      [401, 'the login was refused (401)'],
      [503, 'answered 503'],
    ])('fails where the search is answered %i', async (status, message) => {
      answers = ({ path }) => [path.startsWith('/_cluster') ? 200 : status, { status: 'green' }];
      await connect();
      await expect(check()).rejects.toMatchObject({
        name: 'StoreError',
        message: expect.stringContaining(message),
        cause: expect.objectContaining({ statusCode: status }),
      });
      expect(received).toHaveLength(2);
    });
  });

  it('does not wait for a server that hangs when it closes', async () => {
    const hung = createServer();
    await new Promise<void>((resolve) => hung.listen(0, '127.0.0.1', resolve));
    await connect({ ES_HOST: `http://127.0.0.1:${String((hung.address() as AddressInfo).port)}` });
    const stuck = module
      .get(ElasticsearchService, { strict: false })
      .search({ index: 'assets' })
      .catch(() => undefined);
    await module.close();
    hung.closeAllConnections();
    hung.close();
    expect(await stuck).toBeUndefined();
  });
});
