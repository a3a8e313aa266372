import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** LightGBM's own `pred_contrib` of the first rows of a fixture; see models/fixtures/make_fixtures.py. */
export interface ContributionFixture {
  /** One column per feature of the model, 13 digits. */
  readonly features: readonly (readonly number[])[];
  readonly expected: number;
  readonly size: number;
}

export function readContributions(name: string): ContributionFixture {
  const packed = readFileSync(resolve('src/ranking/fixtures', `${name}.contributions.json.gz`));
  const content = JSON.parse(gunzipSync(packed).toString('utf8')) as Omit<ContributionFixture, 'size'>;
  return { ...content, size: content.features[0]?.length ?? 0 };
}
