import { once } from 'node:events';
import {
  createServer as createHttpServer,
  Agent,
  type IncomingHttpHeaders,
  request as send,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface ProxiedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Why a request is not let through, as the gate says it; `null` where it is. */
export type Gate = (request: ProxiedRequest) => { readonly status: number; readonly body: object } | null;

/** Headers that are between the caller and the proxy. */
const OWN = ['authorization', 'host', 'connection'];

/** In front of a real server: lets through what the gate lets through, without the caller's login. */
export class Proxy {
  /** Method and path without the query of everything that was let through. */
  readonly passed: string[] = [];
  refused = 0;

  private constructor(
    /** May be changed at any time. */
    public gate: Gate,
    readonly port: number,
    readonly close: () => Promise<void>,
  ) {}

  /** @param tls key and certificate in PEM form: speaks https */
  static async of(target: string, gate: Gate, tls?: { key: string; cert: string }): Promise<Proxy> {
    const upstream = new Agent({ keepAlive: true });
    const server = tls === undefined ? createHttpServer() : createHttpsServer(tls);
    server.on('request', (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { method = '', url: path = '', headers } = incoming;
        const body = Buffer.concat(chunks);
        const refusal = proxy.gate({ method, path, headers, body });
        if (refusal !== null) {
          proxy.refused += 1;
          outgoing.writeHead(refusal.status, { 'content-type': 'application/json' });
          outgoing.end(JSON.stringify(refusal.body));
          return;
        }
        proxy.passed.push(`${method} ${path.split('?')[0]}`);
        const passedOn = Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN.includes(name)));
        const onward = send(
          new URL(path, target),
          { method, headers: passedOn, agent: upstream },
          (answer) => {
            outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(outgoing);
          },
        );
        onward.on('error', () => outgoing.destroy());
        onward.end(body);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy: Proxy = new Proxy(gate, (server.address() as AddressInfo).port, async () => {
      server.closeAllConnections();
      server.close();
      upstream.destroy();
      await once(server, 'close');
    });
    return proxy;
  }
}
