import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ALL_SETTINGS } from './all-settings.js';
import { ElasticsearchSettings } from './elasticsearch.settings.js';
import { loadSettings } from './load-settings.js';
import { parseSettings } from './parse-settings.js';
import { RedisSettings } from './redis.settings.js';
import { RetrievalSettings } from './retrieval.settings.js';
import { SettingsError } from './setting-problem.js';

const SAMPLE = `
AWS_ACCESS_KEY_ID = id
AWS_SECRET_ACCESS_KEY = key with = inside
AWS_REGION = us-east-1
ES_HOST = localhost
ES_PORT = 9200
REDIS_IP = 127.0.0.1
REDIS_PORT = 6379
ASSET_FS_DB = 0
USER_FS_DB = 1
CANDIDATES_TO_RETRIEVE = 100
`;

describe('loadSettings', () => {
  const before = { cwd: process.cwd(), env: { ...process.env } };
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'upnext-settings-'));
    process.chdir(folder);
  });

  afterEach(async () => {
    process.chdir(before.cwd);
    process.env = { ...before.env };
    await rm(folder, { recursive: true });
  });

  it('reads .env, spaces around = included', async () => {
    await writeFile('.env', SAMPLE);
    const settings = await loadSettings();
    expect(settings.get(ElasticsearchSettings)).toMatchObject({
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'key with = inside',
      AWS_REGION: 'us-east-1',
      ES_HOST: 'localhost',
      ES_PORT: 9200,
    });
    expect(settings.get(RedisSettings)).toMatchObject({
      REDIS_IP: '127.0.0.1',
      REDIS_PORT: 6379,
      ASSET_FS_DB: 0,
      USER_FS_DB: 1,
    });
    expect(settings.get(RetrievalSettings).CANDIDATES_TO_RETRIEVE).toBe(100);
  });

  it('takes .env.example as it is for .env', async () => {
    await copyFile(join(before.cwd, '.env.example'), '.env');
    const settings = await loadSettings();
    for (const concern of ALL_SETTINGS) {
      expect(settings.get(concern.settings)).toEqual(parseSettings({}).get(concern.settings));
    }
  });

  it('works without .env', async () => {
    expect((await loadSettings()).get(RetrievalSettings).CANDIDATES_TO_RETRIEVE).toBe(1_000);
  });

  it('prefers the environment to .env', async () => {
    await writeFile('.env', SAMPLE);
    process.env.CANDIDATES_TO_RETRIEVE = '7000';
    expect((await loadSettings()).get(RetrievalSettings).CANDIDATES_TO_RETRIEVE).toBe(7_000);
  });

  it('refuses a .env that cannot work', async () => {
    await writeFile('.env', 'ES_PORT = nowhere\nREDIS_PORT = 0\n');
    await expect(loadSettings()).rejects.toThrow(SettingsError);
  });
});
