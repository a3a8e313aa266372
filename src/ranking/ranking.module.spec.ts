import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, describe, expect, it } from '@jest/globals';

import { declare, readFixture } from '../../test/ranking-fixtures.js';
import { RankingSettings } from '../settings/ranking.settings.js';
import { FeatureDeclarations } from './feature-declarations.js';
import { LightgbmRanker } from './lightgbm.ranker.js';
import { LogOddsRanker } from './log-odds.ranker.js';
import { ModelProbe } from './model.probe.js';
import { Ranker } from './ranker.js';
import { RankingModule } from './ranking.module.js';

describe('RankingModule', () => {
  let module: TestingModule | undefined;
  afterEach(async () => {
    await module?.close();
    module = undefined;
  });

  const tiny = readFixture('tiny');
  const declarations = declare(tiny.features, tiny.kinds, () => 'asset');

  async function start(
    settings: Partial<RankingSettings>,
    defaultModelPath?: string,
  ): Promise<TestingModule> {
    const values = { MODEL_PATH: undefined, CATEGORIES_PATH: undefined, PRIOR_COMPLETION: 0.2, ...settings };
    @Global()
    @Module({
      providers: [
        { provide: RankingSettings, useValue: new RankingSettings(values) },
        { provide: FeatureDeclarations, useValue: { all: declarations } },
      ],
      exports: [RankingSettings, FeatureDeclarations],
    })
    class Surroundings {}
    module = await Test.createTestingModule({
      imports: [RankingModule.register({ defaultModelPath, imports: [Surroundings] })],
    }).compile();
    return module;
  }

  it('ranks by log-odds where no model is named', async () => {
    const app = await start({ PRIOR_COMPLETION: 0.3 });
    expect(app.get(Ranker)).toBe(app.get(LogOddsRanker));
    expect(app.get(Ranker).model.version).toBe('prior-0.3');
  });

  it('ranks by the model that is named, or else by the one it comes with', async () => {
    const named = await start({ MODEL_PATH: tiny.path }, '/no/such/model.txt');
    expect(named.get(Ranker)).toBeInstanceOf(LightgbmRanker);
    await named.close();
    const given = await start({}, tiny.path);
    expect(given.get(Ranker).model.name).toBe('tiny.txt');
    expect(given.get(LogOddsRanker)).toBeInstanceOf(LogOddsRanker);
  });

  it('does not start with a model that cannot be used', async () => {
    await expect(start({ MODEL_PATH: '/no/such/model.txt' })).rejects.toThrow(/cannot be read/);
  });

  it('tells health checks which model is there', async () => {
    const app = await start({ MODEL_PATH: tiny.path });
    const { name, version } = app.get(Ranker).model;
    expect(await app.get(ModelProbe).check()).toEqual({ name, version });
  });
});
