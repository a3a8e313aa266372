import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Module } from '@nestjs/common';

import type { Report } from '../src/doctor/report.js';
import { FeatureStore } from '../src/feature-store/feature-store.js';
import { Ranker } from '../src/ranking/ranker.js';
import { SqliteDatabase } from '../src/sqlite/sqlite-database.js';
import { fillWithSampleWorld } from '../src/sqlite/fill-with-sample-world.js';
import { qualityRanker } from './builders.js';
import { Examined } from './examined.js';
import { InMemoryFeatureStore } from './in-memory-stores.js';
import { runCli } from './run-cli.js';

/** A busy machine is not what these tests are about. */
jest.setTimeout(60_000);

const root = mkdtempSync(join(tmpdir(), 'upnext-doctor-'));
const DATA_DIR = join(root, 'data');
const database = join(DATA_DIR, 'upnext.sqlite');
/** Not what these tests are about: how fast the machine is at the moment. */
const PATIENT = {
  DATA_DIR,
  REQUEST_TIMEOUT_MS: '60000',
  USER_READ_TIMEOUT_MS: '60000',
  POOL_BUILD_TIMEOUT_MS: '600000',
};
const sampleModel = readFileSync('models/sample/model.txt', 'utf8');
const noMissing = readFileSync('src/ranking/fixtures/no-missing.txt', 'utf8');

beforeAll(() => {
  const db = SqliteDatabase.open(database);
  fillWithSampleWorld(db, Date.now());
  db.prepare(`UPDATE asset_features SET fields = json_set(fields, '$.ctr_7d', '0.5')`).run();
  db.prepare(`UPDATE user_features SET fields = json_set(fields, '$.streak', '3')`).run();
  db.close();
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

function file(name: string, content: string): string {
  const path = join(root, name);
  writeFileSync(path, content);
  return path;
}

describe('the doctor on the embedded store', () => {
  it('finds the sample world healthy, with a finding of every check', async () => {
    const { report, ok } = await Examined.of(PATIENT);
    expect(report).toMatchObject({ status: 'healthy', counts: { warning: 0, problem: 0, not_checked: 0 } });
    expect(ok).toEqual([
      ...['settings', 'catalogue_store', 'feature_store', 'index_mappings', 'assets', 'users'],
      ...['asset_features', 'user_features', 'model', 'clock', 'memory'],
    ]);
    const figures = report.findings.map(({ figures: each }) => each);
    expect(figures).toContainEqual(expect.objectContaining({ total: 3_000, unapproved: expect.any(Number) }));
    expect(figures).toContainEqual(
      expect.objectContaining({
        BR: { eligible: expect.any(Number), dated: expect.any(Number), undated: expect.any(Number) },
      }),
    );
    const countries = figures.find((each) => each !== undefined && 'BR' in each)!;
    expect(Object.keys(countries)).toHaveLength(20);
    for (const counts of Object.values(countries)) {
      const { eligible, dated, undated } = counts as Record<string, number>;
      expect(dated! + undated!).toBe(eligible);
      expect(eligible).toBeGreaterThan(0);
    }
    expect(Object.values(countries).some((counts) => (counts as { undated: number }).undated > 0)).toBe(true);
    expect(figures).toContainEqual(expect.objectContaining({ pools: 21, candidates_per_pool: 1_000 }));
  });

  it('lists settings that do not work, one problem each, and checks nothing else', async () => {
    const examined = await Examined.of({ ...PATIENT, ES_PORT: 'nowhere', CANDIDATES_TO_RETRIEVE: '0' });
    expect(examined.problems).toEqual([
      expect.stringMatching(/^problem settings: ES_PORT = "nowhere": must be .*1\.\.65535 → correct ES_PORT/),
      expect.stringMatching(
        /^problem settings: CANDIDATES_TO_RETRIEVE = "0": must be .* → correct CANDIDATES_TO/,
      ),
    ]);
    expect(examined.notChecked).toHaveLength(10);
  });

  it('warns of what is one slip away from a setting', async () => {
    const { warnings } = await Examined.of({ ...PATIENT, ES_HOTS: 'x' });
    expect(warnings).toEqual([
      expect.stringContaining('ES_HOTS is not a setting and has no effect: did you mean ES_HOST?'),
    ]);
  });

  it('says that production wants its stores named', async () => {
    const { problems } = await Examined.of({ ...PATIENT, NODE_ENV: 'production' });
    expect(problems.join()).toMatch(
      /ES_HOST is not set: must be set with NODE_ENV=production.*REDIS_IP is not set/,
    );
  });

  it('makes no file where there is none, and says what a start would do', async () => {
    const empty = join(root, 'nothing');
    const examined = await Examined.of({ ...PATIENT, DATA_DIR: empty });
    expect(examined.report.status).toBe('warnings');
    expect(examined.warnings[0]).toMatch(
      /upnext\.sqlite is not there: the service fills it with the sample world/,
    );
    expect(readdirSync(root)).not.toContain('nothing');
  });

  it('names a file that is damaged', async () => {
    const damaged = join(root, 'damaged');
    mkdirSync(damaged);
    writeFileSync(join(damaged, 'upnext.sqlite'), 'no database at all '.repeat(500));
    const examined = await Examined.of({ ...PATIENT, DATA_DIR: damaged });
    expect(examined.problems[0]).toMatch(
      /problem catalogue_store: .*upnext\.sqlite is damaged or no SQLite file/,
    );
    expect(examined.problems).toHaveLength(2);
  });

  it('names the statuses that are there where none is approved, and checks the features of no sample', async () => {
    const examined = await Examined.of({ ...PATIENT, APPROVED_STATUSES: 'published' });
    expect(examined.problems).toEqual([
      expect.stringMatching(
        /^problem assets: none of 3,000 assets has an approved status \(published\); statuses there: approved \(\d/,
      ),
    ]);
    expect(examined.notChecked).toEqual(['asset_features', 'model', 'memory']);
    expect(examined.ok).toContain('user_features');
  });

  it('names a feature that is declared for both kinds of record', async () => {
    const examined = await Examined.of({ ...PATIENT, ASSET_FEATURES: 'user_vv' });
    expect(examined.problems).toEqual([
      expect.stringMatching(/^problem feature_store: feature 'user_vv' is declared twice/),
    ]);
    expect(examined.ok).toContain('assets');
  });

  it('names a field that no record has', async () => {
    const { problems } = await Examined.of({
      ...PATIENT,
      ASSET_FEATURES: 'prob_pc_1_watch,video_vv,prob_asset_watch,Ctr_7d',
    });
    expect(problems).toEqual([
      expect.stringMatching(/^problem asset_features: no sampled video has Ctr_7d.*case counts/),
    ]);
  });

  it('compares the memory that all pools take with its bound', async () => {
    const { warnings } = await Examined.of({ ...PATIENT, POOLS_MAX_MB: '1' });
    expect(warnings).toEqual([
      expect.stringMatching(
        /^warning memory: 21 pools of 1,000 candidates take about .* → raise POOLS_MAX_MB/,
      ),
    ]);
  });
});

describe('the doctor on a model', () => {
  const model = (text: string, more = {}) =>
    Examined.of({ ...PATIENT, MODEL_PATH: file('model.txt', text), ...more });
  const named = (from: string, to: string) =>
    sampleModel.replace(`feature_names=${from}`, `feature_names=${to}`);

  it('that is not there, or is none', async () => {
    const missing = await Examined.of({ ...PATIENT, MODEL_PATH: join(root, 'nowhere.txt') });
    expect(missing.problems).toEqual([
      expect.stringMatching(/^problem model: the model cannot be used: .*nowhere\.txt: cannot be read/),
    ]);
    const torn = await model(sampleModel.slice(0, 20_000));
    expect(torn.problems).toEqual([expect.stringMatching(/^problem model: .*is truncated/)]);
    expect(torn.notChecked).toEqual(['memory']);
  });

  it('that names a field of the videos which is no feature', async () => {
    const { problems } = await model(named('prob_pc_1_watch', 'ctr_7d'));
    expect(problems).toEqual([
      expect.stringMatching(
        /^problem model: .* names ctr_7d, which is no feature; \d+ of 100 sampled videos have a field of that name → add ctr_7d .* to ASSET_FEATURES/,
      ),
    ]);
  });

  it('that names a field of the users which is no feature', async () => {
    const { problems } = await model(named('prob_pc_1_watch', 'streak'));
    expect(problems).toEqual([
      expect.stringMatching(/which is no feature; \d+ of \d+ sampled users .* to USER_FEATURES/),
    ]);
  });

  it('that names what nobody has', async () => {
    const { problems } = await model(named('prob_pc_1_watch', 'moon_phase'));
    expect(problems).toEqual([
      expect.stringMatching(/names moon_phase, which is no feature; no sampled record has a field/),
    ]);
  });

  it('that takes missing values for 0, with how many are missing', async () => {
    const names = 'f0 f1 f2 f3 f4 f5';
    const own = 'prob_pc_1_watch video_vv prob_asset_watch age_days user_vv hour_of_day';
    const { warnings, problems } = await model(
      noMissing.replace(`feature_names=${names}`, `feature_names=${own}`),
    );
    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^warning model: .* takes them for 0: prob_pc_1_watch \(absent in \d+ of 500\), .*user_vv → /,
      ),
    ]);
    expect(warnings.join()).not.toContain('hour_of_day');
  });

  it('whose categories are others than those of the catalogue', async () => {
    const { problems } = await model(
      sampleModel.replace(/pandas_categorical:.*/, (line) =>
        line.toUpperCase().replace('PANDAS_CATEGORICAL', 'pandas_categorical'),
      ),
    );
    expect(problems).toEqual([
      expect.stringMatching(
        /^problem model: primary_category: (\d+) of \1 sampled values are unknown to the model: \w+ \(\d+\), .* CATEGORIES_PATH/,
      ),
    ]);
  });

  it('that does not know a single category', async () => {
    const { warnings, problems } = await model(sampleModel.replace('"travel"]', '"voyages"]'));
    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(/^warning model: primary_category: .* unknown to the model: travel \(\d+\)/),
    ]);
  });

  it('whose codes name other categories, or none of training', async () => {
    const categories = file(
      'categories.json',
      JSON.stringify({ primary_category: { drama: 1_000, '17': 3 } }),
    );
    const arrays = sampleModel.replace(/pandas_categorical:.*/, 'pandas_categorical:null');
    const { problems } = await model(arrays, { CATEGORIES_PATH: categories });
    expect(problems).toEqual([
      expect.stringMatching(/^problem model: primary_category: .* are unknown to the model: .*drama/),
    ]);
    const broken = file('broken.json', '{"primary_category": ["drama"]}');
    const refused = await model(sampleModel, { CATEGORIES_PATH: broken });
    expect(refused.problems).toEqual([
      expect.stringMatching(/^problem model: the model cannot be used: .*broken\.json/),
    ]);
  });
});

describe('the doctor beside what a team brings', () => {
  @Module({})
  class Nothing {}

  it('leaves another feature store and another ranker alone, and says so', async () => {
    const examined = await Examined.of(PATIENT, {
      imports: [Nothing],
      replace: [
        { provide: FeatureStore, useValue: new InMemoryFeatureStore({}, {}) },
        { provide: Ranker, useValue: qualityRanker },
      ],
    });
    expect(examined.problems).toEqual([]);
    expect(examined.lines('not_checked').join('\n')).toMatch(
      /another feature store stands in[^]*another ranker stands in/,
    );
  });
});

describe('the command', () => {
  const cli = (env: Record<string, string>, ...args: string[]) => runCli(root, ['doctor', ...args], env);
  beforeAll(() => {
    mkdirSync(join(root, 'tmp'));
  });

  it('prints findings and a summary, and exits with 0', async () => {
    const { code, out, err } = await cli(PATIENT);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^ok {11}settings {9}videos from the embedded store/);
    expect(out).toMatch(/\n\nhealthy: \d+ ok \([\d.]+ s\)\n$/);
  });

  it('exits with 1 for warnings', async () => {
    const { code, out } = await cli({ ...PATIENT, ES_HOTS: 'x' });
    expect(out).toMatch(/\nWARNING {6}settings {9}ES_HOTS is not a setting.*\n {30}→ correct the name/);
    expect(code).toBe(1);
  });

  it('prints one object of the documented shape, and exits with 4 for problems', async () => {
    const { code, out, err } = await cli({ ...PATIENT, ES_PORT: '0' }, '--json');
    expect({ code, err }).toEqual({ code: 4, err: '' });
    const report = JSON.parse(out) as Report;
    expect(report).toEqual({
      status: 'problems',
      checked_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      duration_ms: expect.any(Number),
      counts: { ok: 0, warning: 0, problem: 1, not_checked: 10 },
      findings: expect.any(Array),
    });
    expect(report.findings[0]).toEqual({
      check: 'settings',
      level: 'problem',
      found: expect.stringContaining('ES_PORT = "0"'),
      advice: expect.stringContaining('correct ES_PORT'),
    });
    expect(report.findings.map(({ level }) => level).slice(1)).toEqual(Array(10).fill('not_checked'));
  });

  it('exits with 2 for wrong usage', async () => {
    expect(await cli(PATIENT, '--loud')).toMatchObject({ code: 2, out: '' });
  });
});
