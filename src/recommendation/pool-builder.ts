import { Injectable, Logger } from '@nestjs/common';

import { Clock } from '../clock.js';
import { FeatureCatalogue } from '../feature-store/feature-catalogue.js';
import type { FeatureColumn, FeatureTable } from '../feature-store/feature-column.js';
import { LogOddsRanker } from '../ranking/log-odds.ranker.js';
import { type PreparedRanking, Ranker } from '../ranking/ranker.js';
import type { Asset } from '../retrieval/asset.js';
import { CandidateSources } from '../retrieval/candidate-sources.js';
import { IdTable } from '../retrieval/id-table.js';
import { RetrievalSettings } from '../settings/retrieval.settings.js';
import { StoreError } from '../store-error.js';
import { StateLog } from '../telemetry/state-log.js';
import type { Candidate } from './candidate-pool.js';
import { Filters } from './filters/filters.js';
import { poolBytes, type PreparedPool } from './prepared-pool.js';
import type { DegradedPart } from './recommendation.js';

/** What a pool is made of. */
export interface Ingredients {
  readonly country: string | null;
  /** Without repeated ids. */
  readonly found: readonly Candidate[];
  /** Whether there are no more to be found. */
  readonly exhausted: boolean;
  readonly degraded?: readonly DegradedPart[];
  readonly previous?: PreparedPool | undefined;
  /** What is to rank them; the configured model without it. */
  readonly ranker?: Ranker;
  readonly signal: AbortSignal;
}

/**
 * The lane in the background, per country:
 * sources → asset filters → asset features → item side of the model ⇒ PreparedPool
 */
@Injectable()
export class PoolBuilder {
  readonly #featureLog: StateLog;
  readonly #logger = new Logger('Pools');

  constructor(
    private readonly sources: CandidateSources,
    private readonly filters: Filters,
    private readonly catalogue: FeatureCatalogue,
    private readonly ranker: Ranker,
    private readonly baseline: LogOddsRanker,
    private readonly settings: RetrievalSettings,
    private readonly clock: Clock,
  ) {
    this.#featureLog = new StateLog('asset features', this.#logger, clock);
  }

  /**
   * The pool of a country, `null` for the global one.
   *
   * @param previous the pool that this one replaces: where a source or the asset features fail, its values go on
   * @throws StoreError when a source fails and no other has anything new, and the signal's reason when it is aborted
   */
  async build(
    country: string | null,
    previous: PreparedPool | undefined,
    signal: AbortSignal,
  ): Promise<PreparedPool> {
    const quota = this.settings.CANDIDATES_TO_RETRIEVE;
    const now = this.clock.now();
    const found = new Map<string, Candidate>();
    const failures: StoreError[] = [];
    let fresh = 0;
    for (const { name, source } of this.sources.shared) {
      const limit = quota - found.size;
      if (limit <= 0) break;
      const query = { country, limit, excludeIds: [...found.keys()], now, signal };
      let proposed: readonly Asset[];
      try {
        proposed = await source.candidates(query);
        fresh += proposed.length;
      } catch (error) {
        if (!(error instanceof StoreError) || signal.aborted) throw error;
        failures.push(error);
        proposed = previousCandidates(previous, name);
      }
      signal.throwIfAborted();
      for (const asset of proposed) {
        if (found.size === quota) break;
        if (!found.has(asset.videoId)) found.set(asset.videoId, { asset, source: name });
      }
    }
    const [failure] = failures;
    if (failure !== undefined && fresh === 0) throw failure;
    return this.prepare({
      country,
      found: [...found.values()],
      exhausted: found.size < quota,
      degraded: failure === undefined ? [] : [previous === undefined ? 'candidates' : 'stale_candidates'],
      previous,
      signal,
    });
  }

  /**
   * Makes candidates ready that will stand beside those of a pool, by what ranks these: raw scores of different rankers
   * cannot be compared.
   *
   * @returns `undefined` where that ranker fails on them: they are left out
   */
  async prepareBeside(
    { ranker }: PreparedPool,
    country: string | null,
    found: readonly Candidate[],
    signal: AbortSignal,
  ): Promise<PreparedPool | undefined> {
    const pool = await this.prepare({ country, found, exhausted: true, ranker, signal });
    return pool.ranker === ranker ? pool : undefined;
  }

  /** Makes any candidates ready to be ranked. */
  async prepare({ country, found, previous, signal, ...rest }: Ingredients): Promise<PreparedPool> {
    const builtAt = this.clock.now();
    const degraded = [...(rest.degraded ?? [])];
    const candidates = [...this.filters.acceptedAssets(found, country)].sort(byVideoId);
    const assets = candidates.map(({ asset }) => asset);

    const read = await this.catalogue.assetTable(assets, builtAt, signal);
    signal.throwIfAborted();
    let features = read.table;
    if (read.storeError === undefined) {
      this.#featureLog.worked();
    } else {
      this.#featureLog.failed(read.storeError);
      degraded.push('asset_features');
      features = withPreviousValues(candidates, features, this.catalogue.storedAssetFeatures, previous);
    }

    let ranker = rest.ranker ?? this.ranker;
    let ranking: PreparedRanking;
    try {
      ranking = await ranker.prepare(features, signal);
    } catch (error) {
      if (signal.aborted || ranker === this.baseline) throw error;
      this.#logger.error(
        'the model failed on a pool; the baseline ranks it',
        error instanceof Error ? error.stack : error,
      );
      degraded.push('model');
      ranker = this.baseline;
      ranking = await ranker.prepare(features, signal);
    }

    return {
      country,
      builtAt,
      candidates,
      ids: new IdTable(assets.map(({ videoId }) => videoId)),
      indexOf: new Map(candidates.map(({ asset }, index) => [asset.videoId, index])),
      features,
      cross: this.catalogue.prepareCross(assets, ranker.featureNames),
      ranker,
      ranking,
      exhausted: rest.exhausted,
      degraded,
      bytes: poolBytes(candidates, features, ranking),
    };
  }
}

function previousCandidates(previous: PreparedPool | undefined, source: string): Asset[] {
  return (previous?.candidates ?? [])
    .filter((candidate) => candidate.source === source)
    .map(({ asset }) => asset);
}

function byVideoId(a: Candidate, b: Candidate): number {
  return a.asset.videoId < b.asset.videoId ? -1 : 1;
}

/** Stored features of the previous pool for the candidates that it had; the rest of `features` as it is. */
function withPreviousValues(
  candidates: readonly Candidate[],
  features: FeatureTable,
  stored: readonly string[],
  previous: PreparedPool | undefined,
): FeatureTable {
  if (previous === undefined) return features;
  const rows = candidates.map(({ asset }) => previous.indexOf.get(asset.videoId));
  const columns = new Map(features.columns);
  for (const name of stored) {
    const old = previous.features.columns.get(name);
    if (old !== undefined) columns.set(name, pick(old, rows));
  }
  return { size: features.size, columns };
}

function pick(column: FeatureColumn, rows: readonly (number | undefined)[]): FeatureColumn {
  return column.kind === 'number'
    ? {
        kind: 'number',
        values: Float64Array.from(rows, (row) => (row === undefined ? NaN : (column.values[row] ?? NaN))),
      }
    : {
        kind: 'category',
        values: rows.map((row) => (row === undefined ? null : (column.values[row] ?? null))),
      };
}
