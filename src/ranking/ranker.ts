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

/** What one feature adds to a candidate's raw score. */
export interface FeatureContribution {
  readonly name: string;
  /** As the feature came: a number or a category; `null` when missing. */
  readonly value: number | string | null;
  /** Set where the value is a category that the model has never seen: it takes it for missing. */
  readonly unknownCategory?: true;
  /** In the unit of the raw score. */
  readonly contribution: number;
}

/** Where a candidate's raw score comes from. */
export interface Explanation {
  readonly rawScore: number;
  /** Raw score without knowing any feature. With all contributions it adds up to `rawScore`, but for rounding. */
  readonly expectedValue: number;
  /** One per feature of the ranker, in its order. */
  readonly features: readonly FeatureContribution[];
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
  /**
   * Explains one candidate's raw score. Much slower than a score, and yields to the event loop: for the few that are
   * shown, where that is asked for. A ranker without it cannot tell.
   *
   * @param row index in the pool
   * @returns the reason, as text, where there is no explanation
   */
  explain?(viewer: ViewerFeatures, row: number): Promise<Explanation | string>;
}

/** Gives every candidate a score; never drops or reorders. */
export abstract class Ranker {
  /** How answers name it. */
  abstract readonly model: ModelInfo;

  /** Names of the features it reads; cross features that are not among them are not computed. */
  abstract readonly featureNames: readonly string[];

  /**
   * The item side, once per pool. Yields to the event loop at least every 5 ms.
   * @param items features of scope `asset`; a column the model knows and `items` lacks is missing throughout
   */
  abstract prepare(items: FeatureTable, signal?: AbortSignal): Promise<PreparedRanking>;

  /** The objective's output for a raw score: a probability where `model.scoreIsProbability`. Monotonic. */
  abstract output(raw: number): number;
}
