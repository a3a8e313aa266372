import { serve } from 'upnext';

import { WatchlistModule } from './watchlist.module.js';

await serve({ imports: [WatchlistModule] });
