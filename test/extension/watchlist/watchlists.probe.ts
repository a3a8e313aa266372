import { type HealthCheck, HealthProbe } from 'upnext';

import { Watchlists } from './watchlists.js';

/** Down where no watchlist is known at all: the file was written empty. */
@HealthProbe({ name: 'watchlists', on: ['health'] })
export class WatchlistsProbe implements HealthCheck {
  constructor(private readonly watchlists: Watchlists) {}

  check(): Promise<{ viewers: number }> {
    const { viewers } = this.watchlists;
    return viewers > 0 ? Promise.resolve({ viewers }) : Promise.reject(new Error('no watchlists'));
  }
}
