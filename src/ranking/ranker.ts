import type { FeatureTable, FeatureValues } from '../feature-store/feature-column.js';

/** The model behind the scores, as answers and pools name it. */
export interface ModelInfo {
  readonly name: string;
  /** Changes whenever the scores may: a digest of the model file. */
  readonly version: string;
  /** Whether `score` is the probability of completion, or only an order. */
  readonly scoreIsProbability: boolean;
}

/** What a ranker needs to know of a feature. */
export interface FeatureDeclaration {
  readonly name: string;
  readonly scope: 'asset' | 'user' | 'cross' | 'context';
  readonly kind: 'number' | 'category';
}

/** The viewer's side of one request. */
export interface ViewerFeatures {
  /** Features of scope `user` and `context`. */
  readonly values: FeatureValues;
  /** Features of scope `cross`, one number per candidate (NaN when missing), by name. */
  readonly cross: ReadonlyMap<string, Float64Array>;
}

/** A pool's candidates with all of the model's item side done. Immutable. */
export interface PreparedRanking {
  /** Memory held. */
  readonly bytes: number;
  /**
   * Raw scores of all candidates, in the pool's order. Synchronous: this is what a request pays.
   * @param out one number per candidate
   */
  score(viewer: ViewerFeatures, out: Float64Array): void;
}

/** Gives every candidate a score; never drops or reorders. */
export abstract class Ranker {
  abstract readonly model: ModelInfo;

  /** Names of the features it reads. */
  abstract readonly featureNames: readonly string[];

  /**
   * The item side, once per pool. Yields to the event loop at least every 5 ms.
   * @param items features of scope `asset`; a column the model knows and `items` lacks is missing throughout
   */
  abstract prepare(items: FeatureTable, signal?: AbortSignal): Promise<PreparedRanking>;

  /** The objective's output for a raw score: a probability where `model.scoreIsProbability`. Monotonic. */
  abstract output(raw: number): number;
}
