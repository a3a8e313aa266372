import { afterAll, beforeAll } from '@jest/globals';
import { Redis } from 'ioredis';

/** Clients of two databases of a real Redis, which are empty before the suite and after it. */
export function emptyDatabases(url: string, db: { readonly assets: number; readonly users: number }) {
  const assets = new Redis(url, { db: db.assets, lazyConnect: true });
  const users = new Redis(url, { db: db.users, lazyConnect: true });
  const empty = () => Promise.all([assets.flushdb(), users.flushdb()]);
  beforeAll(empty);
  afterAll(async () => {
    await empty();
    await Promise.all([assets.quit(), users.quit()]);
  });
  return { assets, users };
}
