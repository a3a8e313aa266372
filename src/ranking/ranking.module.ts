import { type DynamicModule, Logger, Module, type ModuleMetadata } from '@nestjs/common';

import type { Replacement } from '../extensions.js';
import { RankingSettings } from '../settings/ranking.settings.js';
import { FeatureDeclarations } from './feature-declarations.js';
import { LightgbmRanker } from './lightgbm.ranker.js';
import { LogOddsRanker } from './log-odds.ranker.js';
import { ModelProbe } from './model.probe.js';
import { Ranker } from './ranker.js';

export interface RankingOptions {
  /** What ranks where `MODEL_PATH` is unset; without it the log-odds do. */
  readonly defaultModelPath?: string | undefined;
  /** A provider of another `Ranker`: then no model is loaded. */
  readonly ranker?: Replacement | undefined;
  /** Modules that provide `FeatureDeclarations` and the settings, where those are not global. */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
}

/** Provides the `Ranker`, and the `LogOddsRanker` to fall back on. */
@Module({})
export class RankingModule {
  /** A model that cannot be used is an error of the application's start. */
  static register({ defaultModelPath, ranker, imports = [] }: RankingOptions = {}): DynamicModule {
    return {
      module: RankingModule,
      global: true,
      imports: [...imports],
      providers: [
        ModelProbe,
        {
          provide: LogOddsRanker,
          inject: [RankingSettings],
          useFactory: (settings: RankingSettings) => new LogOddsRanker(settings.PRIOR_COMPLETION),
        },
        ranker ?? {
          provide: Ranker,
          inject: [RankingSettings, FeatureDeclarations, LogOddsRanker],
          useFactory: (
            settings: RankingSettings,
            declarations: FeatureDeclarations,
            baseline: LogOddsRanker,
          ) => chooseRanker(settings, declarations, baseline, defaultModelPath),
        },
      ],
      exports: [Ranker, LogOddsRanker],
    };
  }
}

async function chooseRanker(
  settings: RankingSettings,
  declarations: FeatureDeclarations,
  baseline: LogOddsRanker,
  defaultModelPath: string | undefined,
): Promise<Ranker> {
  const logger = new Logger('Ranking');
  const path = settings.MODEL_PATH ?? defaultModelPath;
  if (path === undefined) {
    logger.log('no model: the log-odds of the completion rates rank');
    return baseline;
  }
  const ranker = await LightgbmRanker.load(path, declarations.all, settings.CATEGORIES_PATH);
  logger.log(
    `model ${ranker.model.name} (${ranker.model.version}), features ${ranker.featureNames.join(', ')}`,
  );
  const blind = ranker.featuresWithoutMissingBranch;
  if (blind.length > 0) {
    logger.warn(
      `the model was trained without missing values of ${blind.join(', ')}: where they are missing it takes them for 0`,
    );
  }
  return ranker;
}
