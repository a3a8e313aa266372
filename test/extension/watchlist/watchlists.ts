import { readFileSync } from 'node:fs';

import { Injectable } from '@nestjs/common';

/** What one viewer saved for later, and which categories they do not want to see. */
export interface Watchlist {
  readonly saved: readonly string[];
  readonly muted: readonly string[];
}

const NOTHING: Watchlist = { saved: [], muted: [] };

/** The watchlists of all viewers, in memory: viewer id → watchlist, from the JSON file named by `WATCHLISTS_PATH`. */
@Injectable()
export class Watchlists {
  readonly #byViewer: ReadonlyMap<string, Watchlist>;

  constructor() {
    const file = readFileSync(process.env.WATCHLISTS_PATH ?? 'watchlists.json', 'utf8');
    this.#byViewer = new Map(Object.entries(JSON.parse(file) as Record<string, Watchlist>));
  }

  get viewers(): number {
    return this.#byViewer.size;
  }

  of(userId: string | null): Watchlist {
    return (userId === null ? undefined : this.#byViewer.get(userId)) ?? NOTHING;
  }
}
