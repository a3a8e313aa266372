import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { runCli, startCli } from './run-cli.js';

const root = mkdtempSync(join(tmpdir(), 'upnext-cli-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

const cli = (folder: string, ...args: string[]) => runCli(folder, args);

function aFolder(name: string): string {
  const folder = join(root, name);
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  return folder;
}

/** Folders that events are counted in. */
function temporary(folder: string): string[] {
  return readdirSync(join(folder, 'tmp')).filter((name) => name.startsWith('upnext-events-'));
}

const VIDEOS = [
  'id,tag,uploaded',
  ...Array.from(
    { length: 30 },
    (_, i) => `v${i},${i % 2 ? 'news' : 'drama'},2026-01-${String(i + 1).padStart(2, '0')}`,
  ),
].join('\n');
const VIDEO_OPTIONS = [
  ...['--map', 'video_id=id', '--map', 'creation_date=uploaded', '--map', 'primary_category=tag'],
  ...['--set', 'moderation_status=approved', '--set', 'production_country=BR'],
];
const EVENTS = [
  ...Array.from({ length: 40 }, (_, i) => ({
    user_id: `u${i % 4}`,
    video_id: `v${i % 10}`,
    timestamp: 1_700_000_000_000 + i,
    watched_fraction: i % 10 === 3 ? 1 : 0.1,
  })),
]
  .map((event) => JSON.stringify(event))
  .join('\n');

interface ExplainedItem {
  readonly features: Readonly<Record<string, number>>;
  readonly explanation: {
    readonly raw_score: number;
    readonly expected_value: number;
    readonly features: readonly { name: string; value: number | null; contribution: number }[];
  };
}

describe('the command line', () => {
  it('explains itself', async () => {
    const { code, out } = await cli(aFolder('help'), '--help');
    expect(code).toBe(0);
    expect(out).toContain('import');
    expect(out).toContain('recommend');
    const assets = await cli(aFolder('help'), 'import', 'assets', '--help');
    expect(assets.out).toContain('production_country');
    expect(assets.out).toMatch(/Exit codes:\n {2}0/);
  }, 60_000);

  it('exits with 2 and a clear line where nothing can be done', async () => {
    const folder = aFolder('wrong');
    writeFileSync(join(folder, 'videos.csv'), VIDEOS);
    const tries: (readonly [RegExp, ...string[]])[] = [
      [/unknown command 'everything'/, 'import', 'everything'],
      [/missing required argument 'file'/, 'import', 'assets'],
      [/nowhere\.csv: no such file/, 'import', 'assets', 'nowhere.csv'],
      [/no column video_id; its columns are id, tag, uploaded/, 'import', 'assets', 'videos.csv'],
      [/unknown field vid; fields are video_id/, 'import', 'assets', 'videos.csv', '--map', 'vid=id'],
      [/no column x for video_id; columns are/, 'import', 'assets', 'videos.csv', '--map', 'video_id=x'],
      [/required option '--assets <file>'/, 'import', 'events', 'videos.csv'],
      [/two letters/, 'recommend', '--country', 'Brazil'],
    ];
    const ended = await Promise.all(
      tries.map(async ([message, ...args]) => ({ message, ...(await cli(folder, ...args)) })),
    );
    for (const { message, code, out, err } of ended) {
      expect(err).toMatch(message);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).not.toMatch(/\n\s+at /);
    }
    expect(readdirSync(folder)).not.toContain('data');
  }, 120_000);
});

describe('a catalogue brought in from files', () => {
  let folder: string;
  beforeAll(() => {
    folder = aFolder('world');
    writeFileSync(join(folder, 'videos.csv.gz'), gzipSync(VIDEOS));
    writeFileSync(
      join(folder, 'users.csv'),
      'user_id,user_country,user_blacklist\nu1,BR,v3|v29\nu2,br,"[""v0""]"\n',
    );
    writeFileSync(join(folder, 'events.jsonl'), EVENTS);
  });

  it('goes into the embedded store', async () => {
    const { code, out, err } = await cli(folder, 'import', 'assets', 'videos.csv.gz', ...VIDEO_OPTIONS);
    expect(err).toContain('videos.csv.gz: CSV, gzip');
    expect(err).toMatch(/writing to .*upnext\.sqlite/);
    expect(out).toMatch(/^30 assets written from 30 rows/);
    expect(code).toBe(0);
  }, 60_000);

  it('has users with blacklists', async () => {
    expect(await cli(folder, 'import', 'users', 'users.csv')).toMatchObject({ code: 0 });
  }, 60_000);

  it('has features from watch events, and no temporary file stays', async () => {
    const args = [
      '--assets',
      'videos.csv.gz',
      '--asset-map',
      'video_id=id',
      '--asset-map',
      'primary_category=tag',
    ];
    const { code, out, err } = await cli(folder, 'import', 'events', 'events.jsonl', ...args);
    expect(out).toMatch(/^30 asset feature records and 4 user feature records written from 70 rows/);
    expect(err).toContain('40 views, 4 of them to completion');
    expect(code).toBe(0);
    expect(temporary(folder)).toEqual([]);
  }, 60_000);

  it('takes features that were computed elsewhere', async () => {
    writeFileSync(
      join(folder, 'features.jsonl'),
      '{"video_id":"v5","prob_asset_watch":0.875}\n{"user_id":"u1","prob_user_watch":2}\n{"user_id":"u1","user_vv":77}\n',
    );
    const { code, out } = await cli(folder, 'import', 'features', 'features.jsonl', '--rejects', 'bad.jsonl');
    expect(out).toContain('1 asset feature records and 1 user feature records');
    expect(code).toBe(1);
    expect(JSON.parse(readFileSync(join(folder, 'bad.jsonl'), 'utf8'))).toEqual({
      file: 'features.jsonl',
      line: 2,
      reason: 'prob_user_watch must be between 0 and 1, not 2',
      row: '{"user_id":"u1","prob_user_watch":2}',
    });
  }, 60_000);

  it('is recommended from, with its features', async () => {
    const table = await cli(folder, 'recommend', '--user', 'u1', '--limit', '30');
    expect(table.err).toBe('');
    expect(table.code).toBe(0);
    expect(table.out).toMatch(/^viewer {3}u1, BR: .*user_vv 77/);
    const json = await cli(folder, 'recommend', '--user', 'u1', '--limit', '30', '--json');
    const { items } = JSON.parse(json.out) as {
      items: { video_id: string; features: Record<string, number>; primary_category: string }[];
    };
    const ids = items.map(({ video_id }) => video_id);
    expect(new Set(ids).size).toBe(28);
    expect(ids).not.toContain('v3');
    expect(ids).not.toContain('v29');
    expect(items.find(({ video_id }) => video_id === 'v5')).toMatchObject({
      primary_category: 'news',
      features: { prob_asset_watch: 0.875, video_vv: 4 },
    });
    const anonymous = await cli(folder, 'recommend', '--country', 'br', '--limit', '3');
    expect(anonymous.out).toMatch(/^viewer {3}anonymous, BR\n/);
    expect(anonymous.out.trimEnd().split('\n')).toHaveLength(3 + 1 + 1 + 3);
  }, 120_000);

  it('explains what it recommends', async () => {
    const args = ['recommend', '--user', 'u1', '--limit', '2', '--explain'];
    const table = await cli(folder, ...args);
    expect(table.code).toBe(0);
    expect(table.out).toMatch(
      /\n1\. v\d+, ranked by model\.txt\n +feature +value +contribution\n +expected value +-\d/,
    );
    expect(table.out.match(/^ {2}= raw score +[-+]\d+\.\d{4}$/gm)).toHaveLength(2);
    const { out } = await cli(folder, ...args, '--json');
    const { items } = JSON.parse(out) as { items: ExplainedItem[] };
    expect(items).toHaveLength(2);
    for (const { explanation, features } of items) {
      const { raw_score, expected_value, features: contributions } = explanation;
      const sum = contributions.reduce((total, { contribution }) => total + contribution, expected_value);
      expect(Math.abs(sum - raw_score)).toBeLessThan(1e-12);
      const own = contributions.find(({ name }) => name === 'prob_asset_watch');
      expect(own?.value).toBe(features.prob_asset_watch);
    }
  }, 120_000);
});

describe('an import that is interrupted', () => {
  it('says how far it came, and removes its temporary file', async () => {
    const folder = aFolder('interrupted');
    writeFileSync(join(folder, 'videos.csv'), VIDEOS);
    const rows = Array.from(
      { length: 2_000_000 },
      (_, i) => `u${i % 1_000},v${i % 30},${1_700_000_000_000 + i},1`,
    );
    writeFileSync(join(folder, 'events.csv'), ['user_id,video_id,timestamp,completed', ...rows].join('\n'));
    const { child, ended } = startCli(folder, [
      ...['import', 'events', 'events.csv'],
      ...['--assets', 'videos.csv', '--asset-map', 'video_id=id', '--asset-map', 'primary_category=tag'],
    ]);
    const deadline = Date.now() + 30_000;
    while (temporary(folder).length === 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(temporary(folder)).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGINT');
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err).toContain('stopped: interrupted. Nothing was written; running it again is safe');
    expect(temporary(folder)).toEqual([]);
  }, 60_000);
});
