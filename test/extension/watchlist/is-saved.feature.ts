import { type Asset, type CrossFeature, type CrossFeatureFill, Feature } from 'upnext';

import { Watchlists } from './watchlists.js';

@Feature({
  name: 'is_saved',
  scope: 'cross',
  kind: 'number',
  description: 'Whether the viewer saved the video for later: 1 or 0.',
})
export class IsSavedFeature implements CrossFeature {
  constructor(private readonly watchlists: Watchlists) {}

  prepare(assets: readonly Asset[]): CrossFeatureFill {
    const rows = new Map(assets.map(({ videoId }, row) => [videoId, row]));
    return ({ userId }, out) => {
      out.fill(0);
      for (const videoId of this.watchlists.of(userId).saved) {
        const row = rows.get(videoId);
        if (row !== undefined) out[row] = 1;
      }
    };
  }
}
