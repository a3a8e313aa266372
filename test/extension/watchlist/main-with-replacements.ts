import { FeatureStore, Ranker, serve } from 'upnext';

import { SavedFirstRanker } from './saved-first.ranker.js';
import { ServiceFeatureStore } from './service-feature.store.js';
import { WatchlistModule } from './watchlist.module.js';

await serve({
  imports: [WatchlistModule],
  replace: [
    { provide: FeatureStore, useClass: ServiceFeatureStore },
    { provide: Ranker, useClass: SavedFirstRanker },
  ],
});
