import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Bytes through a {@link CountingProxy}. */
export interface Traffic {
  readonly asked: number;
  readonly answered: number;
}

/** A TCP proxy, on a port of its own, that counts what goes through it. */
export class CountingProxy {
  #asked = 0;
  #answered = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number) {
    this.#server = createServer((client) => {
      const upstream = connect(port, '127.0.0.1');
      client.on('data', (bytes) => (this.#asked += bytes.length));
      upstream.on('data', (bytes) => (this.#answered += bytes.length));
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.#sockets.add(from);
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroy());
      }
    });
  }

  static async of(port: number): Promise<CountingProxy> {
    const proxy = new CountingProxy(port);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get traffic(): Traffic {
    return { asked: this.#asked, answered: this.#answered };
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }
}
