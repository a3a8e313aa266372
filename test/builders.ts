import { Clock } from '../src/clock.js';
import type { FeatureTable } from '../src/feature-store/feature-column.js';
import type { PreparedRanking, Ranker, ViewerFeatures } from '../src/ranking/ranker.js';
import type { PreparedPool } from '../src/recommendation/prepared-pool.js';
import type { RecommendationRequest } from '../src/recommendation/recommendation.js';
import type { Viewer } from '../src/recommendation/viewer.js';
import type { Asset } from '../src/retrieval/asset.js';
import { IdTable } from '../src/retrieval/id-table.js';

/** A clock that stands still until told. */
export class ManualClock extends Clock {
  constructor(public time = Date.UTC(2026, 0, 15, 20, 30)) {
    super();
  }

  override now(): number {
    return this.time;
  }

  advance(ms: number): void {
    this.time += ms;
  }
}

export function anAsset(videoId: string, more: Partial<Asset> = {}): Asset {
  return {
    videoId,
    creationDate: Date.UTC(2026, 0, 1),
    productionCountries: ['BR'],
    primaryCategory: 'drama',
    secondaryCategory: null,
    ...more,
  };
}

export function aViewer(more: Partial<Viewer> = {}): Viewer {
  return {
    userId: null,
    country: null,
    now: Date.UTC(2026, 0, 15, 20, 30),
    blacklist: [],
    excludeIds: [],
    features: new Map(),
    ...more,
  };
}

export function aRequest(more: Partial<RecommendationRequest> = {}): RecommendationRequest {
  return { userId: null, country: null, limit: 10, excludeIds: [], ...more };
}

/** A ranker whose raw score is the asset feature `quality`, plus the viewer's `mood` where there is one. */
export const qualityRanker: Ranker = {
  model: { name: 'quality', version: '1', scoreIsProbability: false },
  featureNames: ['quality', 'mood'],
  output: (raw) => raw / 100,
  prepare: (items) => Promise.resolve(byQuality(items)),
};

function byQuality(items: FeatureTable): PreparedRanking {
  const column = items.columns.get('quality');
  const quality = column?.kind === 'number' ? column.values : new Float64Array(items.size);
  return {
    bytes: 8 * items.size,
    score({ values }: ViewerFeatures, out: Float64Array) {
      const mood = Number(values.get('mood') ?? 0);
      for (let i = 0; i < out.length; i++) out[i] = (quality[i] ?? NaN) + mood;
    },
  };
}

/** A pool of videos by quality. */
export async function aPool(
  quality: Readonly<Record<string, number>>,
  more: Partial<PreparedPool> = {},
): Promise<PreparedPool> {
  const ids = Object.keys(quality).sort();
  const features: FeatureTable = {
    size: ids.length,
    columns: new Map([
      ['quality', { kind: 'number', values: Float64Array.from(ids, (id) => quality[id] ?? NaN) }],
    ]),
  };
  return {
    country: null,
    builtAt: Date.UTC(2026, 0, 15, 20, 30),
    candidates: ids.map((id) => ({ asset: anAsset(id), source: 'local' })),
    ids: new IdTable(ids),
    indexOf: new Map(ids.map((id, index) => [id, index])),
    features,
    cross: [],
    ranker: qualityRanker,
    ranking: await qualityRanker.prepare(features),
    exhausted: true,
    degraded: [],
    bytes: 1_000,
    ...more,
  };
}
