import { Module } from '@nestjs/common';

import { IsSavedFeature } from './is-saved.feature.js';
import { MutedCategoriesFilter } from './muted-categories.filter.js';
import { WatchlistSource } from './watchlist.source.js';
import { Watchlists } from './watchlists.js';
import { WatchlistsProbe } from './watchlists.probe.js';

@Module({
  providers: [Watchlists, WatchlistSource, MutedCategoriesFilter, IsSavedFeature, WatchlistsProbe],
  exports: [Watchlists],
})
export class WatchlistModule {}
