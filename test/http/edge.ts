import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { Writable } from 'node:stream';

import { Module, type Provider } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createHttpApp } from '../../src/http-app.js';
import { HealthModule } from '../../src/health/health.module.js';
import { RecommendationController } from '../../src/recommendation/recommendation.controller.js';
import { RecommendationPipeline } from '../../src/recommendation/recommendation.pipeline.js';
import type { Recommendation, RecommendationRequest } from '../../src/recommendation/recommendation.js';
import { HttpSettings } from '../../src/settings/http.settings.js';
import { openLog } from '../../src/telemetry/log.js';
import { Metrics } from '../../src/telemetry/metrics.js';
import { TelemetryModule } from '../../src/telemetry/telemetry.module.js';

type Answer = (
  request: RecommendationRequest,
  gone: AbortSignal | undefined,
) => Recommendation | Promise<Recommendation>;
type HttpValues = ConstructorParameters<typeof HttpSettings>[0];

export function httpSettings(values: Partial<HttpValues> = {}): HttpSettings {
  const defaults = Object.fromEntries(
    Object.entries(HttpSettings.shape).map(([name, schema]) => [name, schema.parse(undefined)]),
  ) as unknown as HttpValues;
  return new HttpSettings({ ...defaults, ...values });
}

export function recommendation(part: Partial<Recommendation> = {}): Recommendation {
  return {
    id: '6f1d7c52-0d7c-4a63-9a0a-8a4c5a1f1a77',
    items: ['v1', 'v2'].map((videoId, index) => ({
      videoId,
      score: 0.5 - index / 10,
      rank: index + 1,
      source: 'local',
    })),
    model: { name: 'lightgbm', version: '3f0c9a61', scoreIsProbability: true },
    degraded: [],
    poolBuiltAt: Date.UTC(2026, 10, 24),
    timings: { viewer: 0.9, pool: 0.01, score: 0.4126 },
    ...part,
  };
}

/** The edge of the service with a pipeline of the test's own behind it. */
export class Edge {
  readonly requests: RecommendationRequest[] = [];
  readonly lines: Record<string, unknown>[] = [];
  answer: Answer = () => recommendation();
  app!: NestFastifyApplication;
  port!: number;

  static async start(settings: Partial<HttpValues> = {}, providers: Provider[] = []): Promise<Edge> {
    const edge = new Edge();
    const http = httpSettings(settings);
    @Module({
      imports: [TelemetryModule, HealthModule],
      controllers: [RecommendationController],
      providers: [
        { provide: HttpSettings, useValue: http },
        {
          provide: RecommendationPipeline,
          useValue: {
            recommend: async (request: RecommendationRequest, gone?: AbortSignal) => {
              edge.requests.push(request);
              return edge.answer(request, gone);
            },
          },
        },
        ...providers,
      ],
    })
    class EdgeModule {}
    const destination = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        edge.lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
        done();
      },
    });
    edge.app = await createHttpApp(EdgeModule, http, await openLog({ level: http.LOG_LEVEL, destination }));
    await edge.app.listen(0, '127.0.0.1');
    edge.port = (edge.app.getHttpServer().address() as AddressInfo).port;
    return edge;
  }

  get server() {
    return this.app.getHttpServer();
  }

  /** Lines of the log that are about requests, once there are `count`. */
  async requestLines(count: number): Promise<Record<string, unknown>[]> {
    for (;;) {
      const found = this.lines.filter(({ msg }) => msg === 'request');
      if (found.length >= count) return found;
      await new Promise(setImmediate);
    }
  }

  async metric(name: string): Promise<string> {
    const text = await this.app.get(Metrics, { strict: false }).registry.getSingleMetricAsString(name);
    return text;
  }

  /** Sends bytes as they are, and returns everything that comes back until the other side hangs up. */
  async raw(...parts: (string | Buffer)[]): Promise<RawAnswer> {
    const socket = connect(this.port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    for (const part of parts) socket.write(part);
    await once(socket, 'close');
    return parseRaw(Buffer.concat(chunks).toString());
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function parseRaw(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...headerLines] = head.split('\r\n');
  const headers = Object.fromEntries(
    headerLines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  return { status: Number(statusLine.split(' ')[1]), headers, body: rest.join('\r\n\r\n') };
}
