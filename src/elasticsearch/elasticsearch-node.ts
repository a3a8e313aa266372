/** Where Elasticsearch answers. */
export interface ElasticsearchNode {
  /** Scheme, host, port unless it is the scheme's own, and a path prefix if any; no credentials. */
  readonly url: string;
  readonly host: string;
  /** Credentials that the URL itself carried, decoded. */
  readonly userInfo: { readonly username: string; readonly password: string } | null;
}

/** Those that can be listed in `ES_HOST`: the first, and any others of the same cluster. */
export type ElasticsearchNodes = readonly [ElasticsearchNode, ...ElasticsearchNode[]];

/**
 * Reads `ES_HOST`, one node or several with commas between, and `ES_PORT`, for those that say none themselves.
 *
 * @throws Error saying what is wrong, without repeating credentials
 */
export function elasticsearchNodes(hosts: string, port?: number): ElasticsearchNodes {
  const [first = '', ...others] = hosts.split(',').map((host) => host.trim());
  const nodes: ElasticsearchNodes = [
    elasticsearchNode(first, port),
    ...others.map((host) => elasticsearchNode(host, port)),
  ];
  if (new Set(nodes.map(({ url }) => url)).size < nodes.length) throw new Error('must name no node twice');
  const users = nodes.flatMap(({ userInfo }) => (userInfo === null ? [] : [JSON.stringify(userInfo)]));
  if (new Set(users).size > 1) throw new Error('must have the same user in every URL');
  return nodes;
}

/**
 * Reads one node of `ES_HOST`, and `ES_PORT`. A bare host is http, one of Amazon's https. The port: what `ES_HOST` itself
 * says, else `ES_PORT`, else 443 for https and 9200 for http.
 *
 * @throws Error saying what is wrong, without repeating credentials
 */
export function elasticsearchNode(host: string, port?: number): ElasticsearchNode {
  const text = host.trim();
  const address = text.includes('://') ? text : `${bareScheme(text)}://${bracketed(text)}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^(\[[\da-f:.]+\]|[\w.-]+)$/i.test(url.hostname)) {
    throw new Error('must be a host name, an IP address, or a URL');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Error('must begin with http:// or https://, or be a bare host');
  }
  if (url.search !== '' || url.hash !== '') {
    throw new Error('must not have a query or a fragment');
  }
  const userInfo =
    url.username === ''
      ? null
      : { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  url.username = '';
  url.password = '';
  if (!hasOwnPort(address)) {
    url.port = String(port ?? (url.protocol === 'https:' ? 443 : 9200));
  }
  return { url: url.href.replace(/\/$/, ''), host: url.hostname, userInfo };
}

/** Amazon's managed service: signed requests, https. */
export function isAmazonHost(host: string): boolean {
  return /\.amazonaws\.com(\.cn)?$/i.test(host);
}

function bareScheme(text: string): 'http' | 'https' {
  const [host = ''] = text.split(/[:/]/);
  return isAmazonHost(host) ? 'https' : 'http';
}

/** An IPv6 address as a URL wants it. */
function bracketed(text: string): string {
  return /^[\da-f]*:[\da-f]*:[\da-f:.]*$/i.test(text) ? `[${text}]` : text;
}

/** `URL` forgets a port that is the scheme's own, so the text is asked. */
function hasOwnPort(address: string): boolean {
  const authority = address.replace(/^\w+:\/\//, '').split('/')[0] ?? '';
  return /:\d+$/.test(authority);
}
