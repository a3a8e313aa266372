import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { eventually } from '../eventually.js';
import { FeatureService } from './feature-service.js';
import { HomePage, type Serving } from './home-page.js';

interface Item {
  readonly video_id: string;
  readonly score: number;
  readonly source: string;
}

const POOL = 200;
const MODEL_PATH = fileURLToPath(new URL('./model/model.txt', import.meta.url));

describe('a module of another team, in a package that depends on this one', () => {
  let home: HomePage;
  let env: Record<string, string>;
  /** Newest first, as the pool of Brazil takes them. */
  let catalogue: { id: string; category: string }[];
  let old: string[];
  let favourite: string;
  let muted: string;

  const post = async ({ url }: Serving, user: string) => {
    const answer = await fetch(`${url}/v1/recommendations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user_id: user, user_country: 'BR', limit: 100 }),
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as {
      items: Item[];
      degraded: string[];
      model: { name: string; score_is_probability: boolean };
    };
  };
  const categoryOf = (id: string) => catalogue.find((asset) => asset.id === id)?.category;
  const ready = ({ url }: Serving) =>
    eventually(async () => {
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    }, 20_000);
  const health = async ({ url }: Serving) => {
    const answer = await fetch(`${url}/health`);
    const { details } = (await answer.json()) as { details: Record<string, unknown> };
    return { status: answer.status, details };
  };

  beforeAll(async () => {
    home = await HomePage.build();
    env = {
      DATA_DIR: home.path('data'),
      WATCHLISTS_PATH: home.path('watchlists.json'),
      MODEL_PATH,
      CANDIDATES_TO_RETRIEVE: String(POOL),
      POOL_REFRESH_SECONDS: '300',
      REQUEST_TIMEOUT_MS: '10000',
      USER_READ_TIMEOUT_MS: '5000',
    };
    writeFileSync(env.WATCHLISTS_PATH!, '{}');
    const arguments_ = ['dist/cli.js', 'recommend', '--user', 'ben', '--country', 'BR', '--json'];
    const before = JSON.parse(await home.run(arguments_, env)) as { items: Item[] };

    const db = new DatabaseSync(home.path('data/upnext.sqlite'), { readOnly: true });
    catalogue = db
      .prepare(
        `SELECT video_id AS id, primary_category AS category FROM asset_listings JOIN assets USING (video_id)
         WHERE country = 'BR' AND status = 'approved' AND newest <= ? ORDER BY newest DESC, video_id`,
      )
      .all(Date.now()) as typeof catalogue;
    db.close();
    favourite = before.items[0]!.video_id;
    muted = catalogue.find(({ category }) => category !== categoryOf(favourite))!.category;
    old = catalogue
      .slice(POOL)
      .filter(({ category }) => category !== muted)
      .slice(-3)
      .map(({ id }) => id);
    const ana = { saved: [...old, favourite, 'no-such-video'], muted: [muted] };
    writeFileSync(env.WATCHLISTS_PATH!, JSON.stringify({ ana }));
  }, 180_000);

  afterAll(() => home.remove());

  it('gets a package of what runs, with the types of what is public', () => {
    const rest = home.packed.filter((path) => !/^package\/dist\/.+\.js$/.test(path));
    expect(rest.sort()).toEqual([
      'package/LICENSE',
      'package/README.md',
      'package/dist/index.d.ts',
      'package/models/sample/model.txt',
      'package/package.json',
    ]);
    expect(home.packed.filter((path) => /\.(spec|contract)\./.test(path))).toEqual([]);
  });

  it('passes its own test', async () => {
    expect(await home.run(['--test', 'dist/**/*.test.js'], {})).toMatch(/^\S pass 1$/m);
  }, 60_000);

  describe('started by imports alone', () => {
    let service: Serving;

    beforeAll(async () => {
      service = await home.serve('dist/main.js', env);
      await ready(service);
    }, 60_000);
    afterAll(() => service.stop());

    it('proposes what its source finds beyond the pool of the country', async () => {
      const proposed = ({ items }: { items: Item[] }) =>
        items.filter(({ source }) => source === 'watchlist').map(({ video_id }) => video_id);
      expect(proposed(await post(service, 'ana')).sort()).toEqual(old.toSorted());
      expect(proposed(await post(service, 'ben'))).toEqual([]);
    });

    it('removes what its filter rejects, and is counted', async () => {
      const removed = async () => {
        const metrics = await (await fetch(`${service.url}/metrics`)).text();
        return Number(/^upnext_filtered_total\{filter="muted_categories"\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
      };
      const categories = async (user: string) =>
        new Set((await post(service, user)).items.map(({ video_id }) => categoryOf(video_id)));
      const before = await removed();
      expect(await categories('ana')).not.toContain(muted);
      const pool = catalogue.slice(0, POOL);
      expect((await removed()) - before).toBe(pool.filter(({ category }) => category === muted).length);
      expect(await categories('ben')).toContain(muted);
    });

    it('changes by its cross feature the score that the model gives', async () => {
      const scores = ({ items }: { items: Item[] }) =>
        new Map(items.map(({ video_id, score }) => [video_id, score]));
      const [ana, ben] = [scores(await post(service, 'ana')), scores(await post(service, 'ben'))];
      expect(ana.get(favourite)! - ben.get(favourite)!).toBeGreaterThan(0.2);
      const others = [...ana.keys()].filter((id) => ben.has(id) && id !== favourite);
      expect(others.length).toBeGreaterThan(20);
      expect(others.map((id) => ana.get(id))).toEqual(others.map((id) => ben.get(id)));
    });

    it('shows its probe', async () => {
      const { status, details } = await health(service);
      expect(status).toBe(200);
      expect(details).toMatchObject({
        watchlists: { status: 'up', viewers: 1 },
        sqlite: { status: 'up' },
        model: { status: 'up' },
      });
    });
  });

  describe('with another feature store and another ranker', () => {
    let features: FeatureService;
    let service: Serving;

    beforeAll(async () => {
      features = await FeatureService.start();
      const settings = { ...env, FEATURES_URL: features.url };
      service = await home.serve('dist/main-with-replacements.js', settings);
      await ready(service);
    }, 60_000);
    afterAll(() => features.stop());
    afterAll(() => service.stop());

    it('is ranked by it, on features of its store and of its module', async () => {
      expect(service.greeting).toContain(
        'videos from sqlite, features from another store, ranked by saved-first',
      );
      const { items, model, degraded } = await post(service, 'ana');
      expect(degraded).toEqual([]);
      expect(model).toMatchObject({ name: 'saved-first', score_is_probability: false });
      const saved = [...old, favourite];
      const expected = (id: string) =>
        Math.log1p(FeatureService.viewsOf(id)) + (saved.includes(id) ? 1_000 : 0);
      expect(items.map(({ score }) => score)).toEqual(items.map(({ video_id }) => expected(video_id)));
      expect(
        items
          .slice(0, 4)
          .map(({ video_id }) => video_id)
          .sort(),
      ).toEqual(saved.toSorted());
      expect(features.asked).toContainEqual({ path: '/users', ids: ['ana'] });
      expect(features.asked.find(({ path }) => path === '/assets')?.ids).toHaveLength(POOL);
      expect(Object.keys((await health(service)).details)).toEqual(['model', 'sqlite', 'watchlists']);
    });

    it('answers without them while its store is away', async () => {
      await features.stop();
      const { items, degraded } = await post(service, 'ben');
      expect(items).toHaveLength(100);
      expect(degraded).toContain('user_features');
    });
  });
});
