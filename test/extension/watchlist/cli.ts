import { cli } from 'upnext';

import { WatchlistModule } from './watchlist.module.js';

await cli({ imports: [WatchlistModule] });
