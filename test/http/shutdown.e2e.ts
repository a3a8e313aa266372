import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, it, jest } from '@jest/globals';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Each test starts a process, on a machine that may be busy.
jest.setTimeout(30_000);

class Served {
  output = '';

  constructor(
    readonly child: ChildProcess,
    public port = 0,
  ) {}

  static async start(env: Record<string, string>): Promise<Served> {
    const child = spawn(
      process.execPath,
      ['--import', file('../typescript-loader.js'), file('./served-until-signalled.ts')],
      { env: { ...process.env, NODE_OPTIONS: '', ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const served = new Served(child);
    child.stdout.on('data', (chunk: Buffer) => {
      served.output += chunk.toString();
    });
    served.port = Number(/\d+/.exec(await served.said(/port \d+/))?.[0]);
    return served;
  }

  async said(text: RegExp): Promise<string> {
    while (!text.test(this.output)) await once(this.child.stdout!, 'data');
    return text.exec(this.output)![0];
  }

  request(
    path: string,
    agent?: Agent,
  ): Promise<{ status: number | undefined; headers: IncomingMessage['headers'] }> {
    const post = !path.startsWith('/health');
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        {
          host: '127.0.0.1',
          port: this.port,
          path,
          method: post ? 'POST' : 'GET',
          agent: agent ?? false,
          headers: post ? { 'content-type': 'application/json' } : {},
        },
        (answer) => {
          answer.resume().on('end', () => {
            resolve({ status: answer.statusCode, headers: answer.headers });
          });
        },
      );
      sent.on('error', reject).end(post ? '{}' : undefined);
    });
  }

  async exit(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const [code] = (await once(this.child, 'exit')) as [number | null];
    return code;
  }
}

describe('a signal', () => {
  let served: Served | undefined;

  afterEach(() => {
    if (served?.child.exitCode === null) served.child.kill('SIGKILL');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s lets requests in flight finish, then exits with 0',
    async (signal) => {
      served = await Served.start({ ANSWER_AFTER_MS: '300' });
      const agent = new Agent({ keepAlive: true });
      const inFlight = served.request('/get_recommendations/', agent);
      await served.said(/asked/);
      served.child.kill(signal);
      const answer = await inFlight;
      expect([answer.status, answer.headers.connection]).toEqual([200, 'close']);
      expect(await served.exit()).toBe(0);
      expect(served.output).toContain('closed');
      await expect(served.request('/health/live')).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
    },
  );

  it('makes it not ready at once, and it answers on for SHUTDOWN_DELAY_MS', async () => {
    served = await Served.start({ ANSWER_AFTER_MS: '0', SHUTDOWN_DELAY_MS: '700' });
    expect((await served.request('/health/ready')).status).toBe(200);
    const at = performance.now();
    served.child.kill('SIGTERM');
    let ready = await served.request('/health/ready');
    while (ready.status === 200) ready = await served.request('/health/ready');
    expect(ready.status).toBe(503);
    expect((await served.request('/health/live')).status).toBe(200);
    expect((await served.request('/get_recommendations/')).status).toBe(200);
    expect(await served.exit()).toBe(0);
    expect(performance.now() - at).toBeGreaterThanOrEqual(690);
  });

  it('does not wait for idle connections', async () => {
    served = await Served.start({ ANSWER_AFTER_MS: '0' });
    const agent = new Agent({ keepAlive: true });
    expect((await served.request('/get_recommendations/', agent)).status).toBe(200);
    const at = performance.now();
    served.child.kill('SIGTERM');
    expect(await served.exit()).toBe(0);
    expect(performance.now() - at).toBeLessThan(2_000);
  });

  it('cuts off what is still there after SHUTDOWN_TIMEOUT_MS', async () => {
    served = await Served.start({ ANSWER_AFTER_MS: '60000', SHUTDOWN_TIMEOUT_MS: '200' });
    const inFlight = served.request('/get_recommendations/');
    await served.said(/asked/);
    served.child.kill('SIGTERM');
    await expect(inFlight).rejects.toThrow();
    expect(await served.exit()).toBe(0);
  });

  it('a second time ends it at once, with 1', async () => {
    served = await Served.start({ ANSWER_AFTER_MS: '60000' });
    const inFlight = served.request('/get_recommendations/').catch(() => undefined);
    await served.said(/asked/);
    served.child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 100));
    served.child.kill('SIGTERM');
    expect(await served.exit()).toBe(1);
    await inFlight;
  });
});
