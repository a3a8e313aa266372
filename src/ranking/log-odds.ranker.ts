import type { FeatureTable } from '../feature-store/feature-column.js';
import {
  type Explanation,
  type ModelInfo,
  type PreparedRanking,
  Ranker,
  type ViewerFeatures,
} from './ranker.js';

const FEATURES = ['prob_asset_watch', 'prob_pc_1_watch', 'prob_user_watch'] as const;
const SMALLEST = 1e-6;

/**
 * Ranks without a model: `logit p = logit p_asset + logit p_user − logit prior`, as if asset and viewer told of
 * completion independently. An asset without a rate of its own takes its category's, then the prior; a viewer without
 * one the prior. Rates are clamped to [1e-6, 1 − 1e-6].
 */
export class LogOddsRanker extends Ranker {
  override readonly model: ModelInfo;
  override readonly featureNames: readonly string[] = FEATURES;

  /** @param prior overall share of views that are watched to completion, between 0 and 1 */
  constructor(private readonly prior: number) {
    super();
    this.model = { name: 'log-odds', version: `prior-${prior}`, scoreIsProbability: true };
  }

  override prepare(items: FeatureTable, signal?: AbortSignal): Promise<PreparedRanking> {
    return Promise.resolve().then(() => {
      signal?.throwIfAborted();
      const own = numbers(items, 'prob_asset_watch');
      const category = numbers(items, 'prob_pc_1_watch');
      return new PreparedLogOdds(own, category, items.size, this.prior);
    });
  }

  override output(raw: number): number {
    return 1 / (1 + Math.exp(-raw));
  }
}

class PreparedLogOdds implements PreparedRanking {
  readonly #assets: Float64Array;

  constructor(
    private readonly own: Float64Array | undefined,
    private readonly category: Float64Array | undefined,
    size: number,
    private readonly prior: number,
  ) {
    this.#assets = Float64Array.from({ length: size }, (_, row) =>
      logit(known(own?.[row]) ?? known(category?.[row]) ?? prior),
    );
  }

  get bytes(): number {
    return this.#assets.byteLength;
  }

  score(viewer: ViewerFeatures, out: Float64Array): void {
    const user = logit(known(viewer.values.get('prob_user_watch')) ?? this.prior);
    const prior = logit(this.prior);
    for (let row = 0; row < this.#assets.length; row++) {
      out[row] = (this.#assets[row] ?? NaN) + user - prior;
    }
  }

  /** A rate's contribution is how far its log-odds are from the prior's; the category's counts where it stands in. */
  explain(viewer: ViewerFeatures, row: number): Promise<Explanation> {
    const own = known(this.own?.[row]);
    const category = known(this.category?.[row]);
    const user = known(viewer.values.get('prob_user_watch'));
    const prior = logit(this.prior);
    const beyond = (rate: number | undefined) => (rate === undefined ? 0 : logit(rate) - prior);
    const contributions: Record<(typeof FEATURES)[number], readonly [number | undefined, number]> = {
      prob_asset_watch: [own, beyond(own)],
      prob_pc_1_watch: [category, own === undefined ? beyond(category) : 0],
      prob_user_watch: [user, beyond(user)],
    };
    return Promise.resolve({
      rawScore: (this.#assets[row] ?? NaN) + logit(user ?? this.prior) - prior,
      expectedValue: prior,
      features: FEATURES.map((name) => {
        const [value = null, contribution] = contributions[name];
        return { name, value, contribution };
      }),
    });
  }
}

function numbers(items: FeatureTable, name: (typeof FEATURES)[number]): Float64Array | undefined {
  const column = items.columns.get(name);
  return column?.kind === 'number' ? column.values : undefined;
}

function known(value: number | string | null | undefined): number | undefined {
  return typeof value === 'number' && !Number.isNaN(value) ? value : undefined;
}

function logit(rate: number): number {
  const p = Math.min(Math.max(rate, SMALLEST), 1 - SMALLEST);
  return Math.log(p / (1 - p));
}
