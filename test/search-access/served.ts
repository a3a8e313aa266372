import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';

import { AppModule } from '../../src/app.module.js';
import { createHttpApp } from '../../src/http-app.js';
import { HttpSettings } from '../../src/settings/http.settings.js';
import { type Environment, parseSettings } from '../../src/settings/parse-settings.js';
import { openLog } from '../../src/telemetry/log.js';

export interface Health {
  readonly status: string;
  readonly details: Readonly<Record<string, { readonly status: string; readonly message?: string }>>;
}

/** The whole service, in this process, with the settings given and features from the embedded store. */
export class Served {
  private constructor(
    readonly url: string,
    /** Messages of the log, warnings and worse. */
    readonly warnings: readonly string[],
    readonly stop: () => Promise<void>,
  ) {}

  static async with(environment: Environment): Promise<Served> {
    const folder = await mkdtemp(join(tmpdir(), 'upnext-served-'));
    const settings = parseSettings({
      DATA_DIR: folder,
      REQUEST_TIMEOUT_MS: '10000',
      USER_READ_TIMEOUT_MS: '5000',
      ...environment,
    });
    const warnings: string[] = [];
    const destination = new Writable({
      write: (line: Buffer, _encoding, done) => {
        warnings.push((JSON.parse(line.toString()) as { msg: string }).msg);
        done();
      },
    });
    const http = settings.get(HttpSettings);
    const log = await openLog({ level: 'warn', destination });
    const app = await createHttpApp(AppModule.register({ settings, role: 'serve' }), http, log);
    await app.listen(0, '127.0.0.1');
    return new Served(await app.getUrl(), warnings, async () => {
      await app.close();
      await rm(folder, { recursive: true });
    });
  }

  async health(): Promise<Health> {
    return (await (await fetch(`${this.url}/health`)).json()) as Health;
  }

  /** @throws Error until it is ready */
  async ready(): Promise<void> {
    const { ok } = await fetch(`${this.url}/health/ready`);
    if (!ok) throw new Error(`not ready: ${this.warnings.join('\n')}`);
  }

  /** Status, and ids in the order of the answer. */
  async recommend(body: object): Promise<{ status: number; ids: unknown; degraded: string | null }> {
    const answer = await fetch(`${this.url}/get_recommendations/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, ids: await answer.json(), degraded: answer.headers.get('x-degraded') };
  }
}
