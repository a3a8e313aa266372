import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Bytes that have come through a {@link TcpProxy}. */
export interface Traffic {
  /** From callers. */
  readonly asked: number;
  /** From the server. */
  readonly answered: number;
}

/** A TCP proxy that makes a server slow, holds its answers back, and counts what goes through. */
export class TcpProxy {
  /** Every byte from the server arrives this much later. */
  delayMs = 0;
  #asked = 0;
  #answered = 0;
  #held = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #upstream = new Set<Socket>();

  private constructor(port: number) {
    this.#server = createServer((client) => {
      const upstream = connect(port, '127.0.0.1');
      this.#upstream.add(upstream);
      upstream.on('close', () => this.#upstream.delete(upstream));
      client.on('data', (bytes) => (this.#asked += bytes.length));
      upstream.on('data', (bytes) => (this.#answered += bytes.length));
      this.#join(client, upstream, () => 0);
      this.#join(upstream, client, () => this.delayMs);
      if (this.#held) upstream.pause();
    });
  }

  /** A proxy, on a port of its own, of a server on the loopback interface. */
  static async of(port: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(port);
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

  /** No answer comes through until {@link release}. */
  hold(): void {
    this.#held = true;
    for (const socket of this.#upstream) socket.pause();
  }

  release(): void {
    this.#held = false;
    for (const socket of this.#upstream) socket.resume();
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
