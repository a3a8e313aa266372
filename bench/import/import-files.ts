import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { assetDocument } from '../../src/sqlite/sample-world/sample-asset.js';
import type { AssetDocument, IndexValue } from '../../src/retrieval/documents.js';
import { assetFeatures } from '../world/asset-features.js';
import { GENERATOR_VERSION, worldAssets } from '../world/world-generator.js';

/** Fixed: the files are the same whenever they are made. */
const DAY = Date.UTC(2026, 0, 1);
const DOCUMENT_FIELDS = [
  'video_id',
  'creation_date',
  'production_country',
  'moderation_status',
  'primary_category',
  'secondary_category',
] as const;
/** Those that are stored by default. */
const FEATURES = ['prob_pc_1_watch', 'video_vv', 'prob_asset_watch'] as const;

export type Kind = 'assets' | 'features';

/** Documents of the asset index. */
export function* assetDocuments(count: number): Generator<AssetDocument> {
  for (const asset of worldAssets(count)) yield assetDocument(asset, DAY);
}

/** Key and fields of assets' hashes. An asset without a record in the world is one of an asset that nobody watched. */
export function* featureHashes(
  count: number,
): Generator<readonly [id: string, fields: Record<string, string>]> {
  for (const asset of worldAssets(count)) {
    const { video_vv = '0', prob_asset_watch = '0.2', ...more } = assetFeatures(asset) ?? {};
    const { prob_pc_1_watch = '0.2' } = more;
    yield [asset.id, { prob_pc_1_watch, video_vv, prob_asset_watch }];
  }
}

/** The same as CSV with a header, in a file that is made once. @returns its path */
export async function importFile(folder: string, kind: Kind, count: number): Promise<string> {
  const path = join(folder, `${kind}-v${GENERATOR_VERSION}-${count}.csv`);
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  const file = createWriteStream(unfinished);
  for (const line of kind === 'assets' ? assetLines(count) : featureLines(count)) {
    if (!file.write(`${line}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
  await rename(unfinished, path);
  return path;
}

function* assetLines(count: number): Generator<string> {
  yield DOCUMENT_FIELDS.join();
  for (const document of assetDocuments(count)) {
    yield DOCUMENT_FIELDS.map((field) => cell(document[field])).join();
  }
}

function* featureLines(count: number): Generator<string> {
  yield ['video_id', ...FEATURES].join();
  for (const [id, fields] of featureHashes(count)) yield [id, ...FEATURES.map((name) => fields[name])].join();
}

function cell(value: IndexValue): string {
  return typeof value === 'object' && value !== null ? value.join('|') : (value ?? '');
}
