// Training rows for the sample model, from the service's own generator and feature code.
//
// Each world is one that the service could have made. Features are as of the world's day, from what was watched
// before it; each row is one view of the days after it, labelled with whether it was watched to the end. So no label
// is in any feature, and features have the scale that they have when the service reads them.
//
// usage: node models/sample/export-training-rows.mjs FOLDER    (after `npm run build`)
import 'reflect-metadata';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';

import { NestFactory } from '@nestjs/core';

import { FeatureCatalogue } from '../../dist/feature-store/feature-catalogue.js';
import { FeatureStore } from '../../dist/feature-store/feature-store.js';
import { FeatureStoreModule } from '../../dist/feature-store/feature-store.module.js';
import { FeatureWriter } from '../../dist/feature-store/feature-writer.js';
import { AssetIndex } from '../../dist/retrieval/asset-index.js';
import { CatalogueWriter } from '../../dist/retrieval/catalogue-writer.js';
import { RetrievalModule } from '../../dist/retrieval/retrieval.module.js';
import { parseSettings } from '../../dist/settings/parse-settings.js';
import { SettingsModule } from '../../dist/settings/settings.module.js';
import { SampleWorld } from '../../dist/sqlite/sample-world/sample-world.js';
import { SqliteModule } from '../../dist/sqlite/sqlite.module.js';
import { TelemetryModule } from '../../dist/telemetry/telemetry.module.js';

/** World 1 is the one that the service fills an empty store with: it is kept for the test. */
const TEST_WORLDS = [1];
const TRAINING_WORLDS = Array.from({ length: 24 }, (_, i) => i + 2);
const LABEL_DAYS = 5;
const HOUR_MS = 3_600_000;
// A fixed day: the rows are the same whenever they are made.
const NOW = Date.parse('2026-01-01T00:00:00Z');

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node models/sample/export-training-rows.mjs FOLDER');
await mkdir(folder, { recursive: true });
await writeWorlds('train.csv', TRAINING_WORLDS);
await writeWorlds('test.csv', TEST_WORLDS);

async function writeWorlds(name, seeds) {
  const file = createWriteStream(join(folder, name));
  let header;
  let rows = 0;
  for (const seed of seeds) {
    for await (const row of trainingRows(new SampleWorld({ now: NOW, seed }), seed)) {
      if (header === undefined) file.write(`${(header = Object.keys(row)).join()}\n`);
      if (!file.write(`${header.map((column) => row[column]).join()}\n`)) await once(file, 'drain');
      rows += 1;
    }
  }
  file.end();
  await once(file, 'close');
  console.log(`${name}: ${rows} rows of ${seeds.length} worlds`);
}

async function* trainingRows(world, seed) {
  const dataDir = await mkdtemp(join(tmpdir(), 'upnext-training-'));
  const sqlite = SqliteModule.register({ sampleWorld: false });
  const app = await NestFactory.createApplicationContext(
    {
      module: class Training {},
      imports: [
        SettingsModule.register(parseSettings({ DATA_DIR: dataDir, CANDIDATES_TO_RETRIEVE: '10000' })),
        TelemetryModule,
        RetrievalModule.register({ index: 'sqlite', imports: [sqlite] }),
        FeatureStoreModule.register({ store: 'sqlite', imports: [sqlite] }),
      ],
    },
    { logger: ['warn', 'error'] },
  );
  try {
    await load(app, world);
    const assets = await assetsById(app, world);
    const hours = Map.groupBy(world.views(0, LABEL_DAYS), ({ day, hour }) => world.day + (day * 24 + hour) * HOUR_MS);
    for (const [time, views] of hours) yield* rowsOfHour(app, views, assets, time, seed);
  } finally {
    await app.close();
    await rm(dataDir, { recursive: true });
  }
}

async function load(app, world) {
  const contents = world.contents();
  const catalogue = app.get(CatalogueWriter);
  await catalogue.open('assets', false);
  await catalogue.writeAssets(contents.assets);
  await catalogue.close();
  const features = app.get(FeatureWriter);
  for (const kind of ['assets', 'users']) {
    await features.open(kind, false);
    await features.write(kind, contents.features[kind]);
  }
  await features.close();
}

async function assetsById(app, world) {
  const page = await app.get(AssetIndex).find({ limit: 10_000, now: world.day + LABEL_DAYS * 24 * HOUR_MS });
  return new Map(page.assets.map((asset) => [asset.videoId, asset]));
}

async function* rowsOfHour(app, views, assetOf, time, seed) {
  const catalogue = app.get(FeatureCatalogue);
  const assets = views.map(({ asset }) => assetOf.get(asset.id));
  const { table } = await catalogue.assetTable(assets, time);
  const cross = catalogue.prepareCross(assets);
  const column = new Float64Array(assets.length);
  for (const [i, { user, completed }] of views.entries()) {
    const viewer = { userId: user.id, country: user.country, now: time };
    const stored = await app.get(FeatureStore).readUser(user.id);
    const row = { world: seed, user_id: user.id, video_id: assets[i].videoId, completed: Number(completed) };
    for (const [name, { values }] of table.columns) row[name] = text(values[i]);
    for (const [name, value] of catalogue.viewerValues(viewer, stored)) row[name] = text(value);
    for (const { name, fill } of cross) {
      fill(viewer, column);
      row[name] = text(column[i]);
    }
    yield row;
  }
}

function text(value) {
  return value === null || Number.isNaN(value) ? '' : String(value);
}
