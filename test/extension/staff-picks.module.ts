import { type DynamicModule, Module } from '@nestjs/common';

import { AfterSchoolFilter } from './after-school.filter.js';
import { IsWeekendFeature } from './is-weekend.feature.js';
import { StaffPicksProbe } from './staff-picks.probe.js';
import { StaffPicks, StaffPicksSource } from './staff-picks.source.js';

@Module({})
export class StaffPicksModule {
  static register(videoIds: readonly string[]): DynamicModule {
    return {
      module: StaffPicksModule,
      providers: [
        { provide: StaffPicks, useValue: { videoIds } },
        StaffPicksSource,
        AfterSchoolFilter,
        IsWeekendFeature,
        StaffPicksProbe,
      ],
    };
  }
}
