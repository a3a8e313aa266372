import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Global, Logger, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';

import { EmbeddedSettings } from '../settings/embedded.settings.js';
import { TelemetryModule } from '../telemetry/telemetry.module.js';
import { SqliteDatabase } from './sqlite-database.js';
import { SqliteModule } from './sqlite.module.js';
import { SqliteProbe } from './sqlite.probe.js';

Logger.overrideLogger(false);

describe('SqliteModule', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'upnext-module-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  async function start(sampleWorld: boolean): Promise<TestingModule> {
    const settings = new EmbeddedSettings({ DATA_DIR: folder, EMBEDDED: false });

    @Global()
    @Module({
      providers: [{ provide: EmbeddedSettings, useValue: settings }],
      exports: [EmbeddedSettings],
    })
    class Settings {}

    const module = await Test.createTestingModule({
      imports: [Settings, TelemetryModule, SqliteModule.register({ sampleWorld })],
    }).compile();
    return module.init();
  }

  const check = (module: TestingModule) => module.get(SqliteProbe).check(AbortSignal.timeout(1_000));

  it('serves the sample world from an empty file', async () => {
    const module = await start(true);
    expect(await check(module)).toEqual({ content: 'sample' });
    await module.close();
  });

  it('leaves an empty file empty for an import', async () => {
    const module = await start(false);
    expect(module.get(SqliteDatabase).content()).toBe('empty');
    await module.close();
  });

  it('closes the file when the application has shut down, and says so to the probe', async () => {
    const module = await start(false);
    await module.close();
    await expect(check(module)).rejects.toMatchObject({ name: 'StoreError', store: 'sqlite' });
  });

  it('does not start on a file that it cannot use', async () => {
    writeFileSync(join(folder, 'upnext.sqlite'), 'no database at all, but a text of some length'.repeat(100));
    await expect(start(true)).rejects.toThrow(/upnext\.sqlite is damaged or no SQLite file/);
  });
});
