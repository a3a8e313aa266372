import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** The team's own service of features, as their feature store asks it. */
export class FeatureService {
  readonly asked: { path: string; ids: string[] }[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FeatureService> {
    const service = new FeatureService(
      createServer((request, response) => {
        void (async () => {
          const ids = (await json(request)) as string[];
          service.asked.push({ path: request.url ?? '', ids });
          const found = ids.map((id) => [id, { video_vv: FeatureService.viewsOf(id), user_vv: 7 }]);
          response.end(JSON.stringify(Object.fromEntries(found)));
        })();
      }),
    );
    service.server.listen(0, '127.0.0.1');
    await once(service.server, 'listening');
    return service;
  }

  /** Any number that the id alone decides. */
  static viewsOf(videoId: string): number {
    return (Number(videoId) * 7_919) % 10_007;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
