import type { FeatureTable } from '../feature-store/feature-column.js';
import type { Ranker } from '../ranking/ranker.js';
import { poolBytes } from '../recommendation/prepared-pool.js';
import type { Asset } from '../retrieval/asset.js';
import type { LoadedSettings } from '../settings/loaded-settings.js';
import { PoolSettings } from '../settings/pool.settings.js';
import { RetrievalSettings } from '../settings/retrieval.settings.js';
import type { CountedAssets } from './catalogue-examination.js';
import { answerIn, type DoctorWorld, type Looked } from './doctor-world.js';
import { memoryFinding } from './memory-findings.js';

/** What an estimate of the pools is made from. */
export interface PoolSample {
  readonly ranker: Ranker;
  readonly table: FeatureTable;
  /** Rows of `table`. */
  readonly assets: readonly Asset[];
  readonly counted: CountedAssets;
}

/** Prepares the sample as a pool is prepared, and takes its bytes for those of any pool. */
export async function examineMemory(
  world: DoctorWorld,
  settings: LoadedSettings,
  { ranker, table, assets, counted }: PoolSample,
): Promise<Looked<never>> {
  const ranking = await ranker.prepare(table, answerIn(world));
  const candidates = assets.map((asset) => ({ asset, source: 'global' }));
  const finding = memoryFinding({
    bytesPerCandidate: poolBytes(candidates, table, ranking) / assets.length,
    eligible: counted.counts.eligible,
    countries: counted.countries.size,
    candidatesToRetrieve: settings.get(RetrievalSettings).CANDIDATES_TO_RETRIEVE,
    poolsMaxMb: settings.get(PoolSettings).POOLS_MAX_MB,
  });
  return { findings: [finding] };
}
