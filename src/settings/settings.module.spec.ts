import { describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';

import { ALL_SETTINGS } from './all-settings.js';
import { parseSettings } from './parse-settings.js';
import { PoolSettings } from './pool.settings.js';
import { SettingsModule } from './settings.module.js';

@Injectable()
class Reader {
  constructor(readonly settings: PoolSettings) {}
}

@Module({ providers: [Reader] })
class ReaderModule {}

describe('SettingsModule', () => {
  it('gives every module the settings of its concern', async () => {
    const settings = parseSettings({ POOL_REFRESH_SECONDS: '5' });
    const app = await Test.createTestingModule({
      imports: [SettingsModule.register(settings), ReaderModule],
    }).compile();
    expect(app.get(Reader, { strict: false }).settings.POOL_REFRESH_SECONDS).toBe(5);
    for (const concern of ALL_SETTINGS) {
      expect(app.get<object>(concern.settings)).toBeInstanceOf(concern.settings);
    }
  });
});
