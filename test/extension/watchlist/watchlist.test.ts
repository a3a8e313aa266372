import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { createService } from 'upnext';

import { WatchlistModule } from './watchlist.module.js';

await test('what a viewer saved is proposed, however old', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'home-page-'));
  process.env.WATCHLISTS_PATH = join(folder, 'watchlists.json');
  writeFileSync(process.env.WATCHLISTS_PATH, JSON.stringify({ ana: { saved: ['57165255'], muted: [] } }));
  const settings = {
    DATA_DIR: folder,
    LOG_LEVEL: 'error',
    CANDIDATES_TO_RETRIEVE: '10',
    REQUEST_TIMEOUT_MS: '5000',
    USER_READ_TIMEOUT_MS: '1000',
  };
  const service = await createService({ settings, imports: [WatchlistModule] });
  try {
    await service.listen(0, '127.0.0.1');
    const answer = await fetch(`${await service.getUrl()}/v1/recommendations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user_id: 'ana', user_country: 'JP', limit: 100 }),
    });
    const { items } = (await answer.json()) as { items: { video_id: string; source: string }[] };
    assert.deepEqual(
      items.filter(({ source }) => source === 'watchlist').map(({ video_id }) => video_id),
      ['57165255'],
    );
  } finally {
    await service.close();
    rmSync(folder, { recursive: true });
  }
});
