import type { Client } from '@elastic/elasticsearch';
import type { Redis } from 'ioredis';

import type { SampleCatalogue } from './sample-catalogue.js';

const keyword = { type: 'keyword' } as const;

/** Puts the sample world's catalogue and users into indices that are not there yet. */
export async function indexSample(
  client: Client,
  { contents: { assets, users } }: SampleCatalogue,
  { ES_ASSET_INDEX, ES_USER_INDEX }: { readonly ES_ASSET_INDEX: string; readonly ES_USER_INDEX: string },
): Promise<void> {
  const properties = {
    video_id: keyword,
    creation_date: { type: 'date' } as const,
    production_country: keyword,
    moderation_status: keyword,
    primary_category: keyword,
    secondary_category: keyword,
  };
  await client.indices.create({ index: ES_ASSET_INDEX, mappings: { properties } });
  const operations = [
    ...assets.flatMap((asset) => [{ index: { _index: ES_ASSET_INDEX, _id: asset.video_id } }, asset]),
    ...users.flatMap((user) => [{ index: { _index: ES_USER_INDEX, _id: user.user_id } }, user]),
  ];
  const { errors } = await client.bulk({ refresh: true, operations });
  if (errors) throw new Error('the sample world was not taken');
}

/** Puts the sample world's features into databases, without prefixes. */
export async function fillSample(
  { contents: { features } }: SampleCatalogue,
  assets: Redis,
  users: Redis,
): Promise<void> {
  for (const [client, records] of [
    [assets, features.assets],
    [users, features.users],
  ] as const) {
    const pipeline = client.pipeline();
    for (const { id, values } of records) pipeline.hset(id, values);
    await pipeline.exec();
  }
}
