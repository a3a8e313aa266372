import { type DynamicModule, Logger, Module } from '@nestjs/common';

import { ALL_SETTINGS } from './all-settings.js';
import type { LoadedSettings } from './loaded-settings.js';

/** Gives every module the settings of its concern, injected by class. */
@Module({})
export class SettingsModule {
  static register(settings: LoadedSettings): DynamicModule {
    const logger = new Logger('Settings');
    for (const warning of settings.warnings) logger.warn(warning);
    const classes = ALL_SETTINGS.map((concern) => concern.settings);
    return {
      module: SettingsModule,
      global: true,
      providers: classes.map((provide) => ({ provide, useValue: settings.get(provide) })),
      exports: classes,
    };
  }
}
