import { describe, expect, it } from '@jest/globals';

import { elasticsearchNode, elasticsearchNodes, isAmazonHost } from './elasticsearch-node.js';

describe('elasticsearchNode', () => {
  it.each([
    ['localhost', undefined, 'http://localhost:9200'],
    ['localhost', 9201, 'http://localhost:9201'],
    ['  localhost  ', undefined, 'http://localhost:9200'],
    ['localhost:9300', undefined, 'http://localhost:9300'],
    ['localhost:9300', 9201, 'http://localhost:9300'],
    ['localhost:80', 9201, 'http://localhost'],
    ['elastic_search', undefined, 'http://elastic_search:9200'],
    ['10.0.0.7', undefined, 'http://10.0.0.7:9200'],
    ['10.0.0.7:9205', 1, 'http://10.0.0.7:9205'],
    ['::1', undefined, 'http://[::1]:9200'],
    ['fe80::1:2', 9201, 'http://[fe80::1:2]:9201'],
    ['[::1]', undefined, 'http://[::1]:9200'],
    ['[::1]:9300', 9201, 'http://[::1]:9300'],
    ['localhost/es', undefined, 'http://localhost:9200/es'],
  ])('a bare host: %s with port %s is %s', (host, port, url) => {
    expect(elasticsearchNode(host, port).url).toBe(url);
  });

  it.each([
    ['http://es.example', undefined, 'http://es.example:9200'],
    ['http://es.example', 9201, 'http://es.example:9201'],
    ['http://es.example/', undefined, 'http://es.example:9200'],
    ['http://es.example:9300', 9201, 'http://es.example:9300'],
    ['http://es.example:80', 9201, 'http://es.example'],
    ['http://es.example', 80, 'http://es.example'],
    ['https://es.example', undefined, 'https://es.example'],
    ['https://es.example', 9200, 'https://es.example:9200'],
    ['https://es.example:443', 9200, 'https://es.example'],
    ['https://es.example:9243/', 9200, 'https://es.example:9243'],
    ['https://es.example/prefix/', undefined, 'https://es.example/prefix'],
    ['https://es.example:9243/a/b', undefined, 'https://es.example:9243/a/b'],
    ['HTTPS://ES.example', undefined, 'https://es.example'],
  ])('a URL: %s with port %s is %s', (host, port, url) => {
    expect(elasticsearchNode(host, port).url).toBe(url);
  });

  it.each([
    ['search-x.eu-west-1.es.amazonaws.com', undefined, 'https://search-x.eu-west-1.es.amazonaws.com'],
    ['search-x.eu-west-1.es.amazonaws.com', 9200, 'https://search-x.eu-west-1.es.amazonaws.com:9200'],
    [
      'search-x.eu-west-1.es.amazonaws.com:8443',
      undefined,
      'https://search-x.eu-west-1.es.amazonaws.com:8443',
    ],
    ['http://x.es.amazonaws.com', undefined, 'http://x.es.amazonaws.com:9200'],
    ['x.es.amazonaws.com.evil.example', undefined, 'http://x.es.amazonaws.com.evil.example:9200'],
  ])('a host of Amazon: %s with port %s is %s', (host, port, url) => {
    expect(elasticsearchNode(host, port).url).toBe(url);
  });

  it('takes credentials out of the URL', () => {
    expect(elasticsearchNode('https://app:p%40ss%2Fw@es.example:9243/x')).toEqual({
      url: 'https://es.example:9243/x',
      host: 'es.example',
      userInfo: { username: 'app', password: 'p@ss/w' },
    });
    expect(elasticsearchNode('app:secret@es.example', 9201)).toMatchObject({
      url: 'http://es.example:9201',
      userInfo: { username: 'app', password: 'secret' },
    });
    expect(elasticsearchNode('es.example').userInfo).toBeNull();
  });

  it.each([
    ['', 'must be a host name, an IP address, or a URL'],
    ['http://', 'must be a host name, an IP address, or a URL'],
    ['two words', 'must be a host name, an IP address, or a URL'],
    ['es1,es2', 'must be a host name, an IP address, or a URL'],
    ['localhost:99999', 'must be a host name, an IP address, or a URL'],
    ['redis://localhost', 'must begin with http:// or https://, or be a bare host'],
    ['http://es.example/?a=b', 'must not have a query or a fragment'],
    ['http://es.example/#x', 'must not have a query or a fragment'],
  ])('refuses %s', (host, message) => {
    expect(() => elasticsearchNode(host)).toThrow(message);
  });

  it('knows the hosts of Amazon', () => {
    expect(isAmazonHost('x.us-east-1.es.amazonaws.com')).toBe(true);
    expect(isAmazonHost('x.cn-north-1.es.amazonaws.com.cn')).toBe(true);
    expect(isAmazonHost('amazonaws.com.example')).toBe(false);
    expect(isAmazonHost('notamazonaws.com')).toBe(false);
  });
});

describe('elasticsearchNodes', () => {
  it('reads several, each as it would be alone', () => {
    const nodes = elasticsearchNodes('es1, es2:9300 ,https://app:secret@es3.example/x', 9201);
    expect(nodes.map(({ url }) => url)).toEqual([
      'http://es1:9201',
      'http://es2:9300',
      'https://es3.example:9201/x',
    ]);
    expect(nodes.map(({ userInfo }) => userInfo?.username)).toEqual([undefined, undefined, 'app']);
  });

  it.each([
    ['es1,,es2', 'must be a host name, an IP address, or a URL'],
    ['es1,', 'must be a host name, an IP address, or a URL'],
    ['es1,es2,http://es1:9200/', 'must name no node twice'],
    ['http://a:b@es1,http://a:c@es2', 'must have the same user in every URL'],
  ])('refuses %s', (hosts, message) => {
    expect(() => elasticsearchNodes(hosts)).toThrow(message);
  });
});
