import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP proxy that makes a server slow: every byte from it arrives `delayMs` later. */
export class DelayProxy {
  delayMs = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number) {
    this.#server = createServer((client) => {
      const upstream = connect(port, '127.0.0.1');
      this.#join(client, upstream, () => 0);
      this.#join(upstream, client, () => this.delayMs);
    });
  }

  /** A proxy, on a port of its own, of a server on the loopback interface. */
  static async of(port: number): Promise<DelayProxy> {
    const proxy = new DelayProxy(port);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #join(from: Socket, to: Socket, delayMs: () => number): void {
    let lastDue = 0;
    this.#sockets.add(from);
    from.on('data', (bytes) => {
      // Never before what came earlier, also where the delay has just ended.
      lastDue = Math.max(Date.now() + delayMs(), lastDue);
      if (lastDue <= Date.now()) to.write(bytes);
      else setTimeout(() => to.write(bytes), lastDue - Date.now());
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
