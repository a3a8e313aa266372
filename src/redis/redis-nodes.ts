/** Where one server of Redis, or one sentinel, answers. */
export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

export const REDIS_NODES =
  'comma-separated hosts or host:port, without scheme (an IPv6 address with a port in brackets)';

const NAME = /^(?<host>[\w.-]+)(?::(?<port>\d+))?$/;
const IPV6 = /^(?<host>[\da-f:.]*:[\da-f:.]*:[\da-f:.]*)$/i;
const BRACKETED = /^\[(?<host>[\da-f:.]*:[\da-f:.]*:[\da-f:.]*)\](?::(?<port>\d+))?$/i;

/**
 * The servers that a line names: `a`, `a:7000,b:7001`, `[::1]:7000`.
 *
 * @param port of those without a port of their own
 * @throws Error that says what is accepted
 */
export function redisNodes(line: string, port: number): readonly RedisNode[] {
  return line.split(',').map((part) => redisNode(part.trim(), port));
}

/** `redis.internal:6379`, `[::1]:6379`: for people, and what a cluster's client calls its nodes without brackets. */
export function shownNode({ host, port }: RedisNode): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function redisNode(text: string, fallback: number): RedisNode {
  const groups = (NAME.exec(text) ?? IPV6.exec(text) ?? BRACKETED.exec(text))?.groups;
  if (groups?.host === undefined) {
    const scheme = text.startsWith('rediss://') ? '; for TLS set REDIS_TLS=true' : '';
    throw new Error(`must be ${REDIS_NODES}${scheme}`);
  }
  const port = groups.port === undefined ? fallback : Number(groups.port);
  if (port < 1 || port > 65_535) throw new Error(`must be ${REDIS_NODES}: port 1..65535, not ${port}`);
  return { host: groups.host, port };
}
