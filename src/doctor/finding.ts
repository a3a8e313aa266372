import { said } from './said.js';

/** What is looked at, in the order a person would; names in `--json`. */
export const CHECKS = {
  settings: 'settings',
  catalogue_store: 'catalogue store',
  feature_store: 'feature store',
  index_mappings: 'index mappings',
  assets: 'assets',
  users: 'users',
  asset_features: 'asset features',
  user_features: 'user features',
  model: 'model',
  clock: 'clock',
  memory: 'memory',
} as const;

export type CheckName = keyof typeof CHECKS;

/**
 * `ok`: as it should be. `warning`: it serves, but probably not as was meant, or a look failed. `problem`: the service
 * does not start, or a part of every answer is missing or wrong. `not_checked`: there was nothing to look at, or an
 * earlier finding stands before it; `found` has the reason.
 */
export type Level = 'ok' | 'warning' | 'problem' | 'not_checked';

/** One thing that was looked at. */
export interface Finding {
  readonly check: CheckName;
  readonly level: Level;
  /** What was found, with its figures; where nothing could be looked at, why. */
  readonly found: string;
  /** What to do; `null` where there is nothing to do. */
  readonly advice: string | null;
  /** Figures behind `found`, by name; of each country, by code. */
  readonly figures?: Readonly<Record<string, number | Readonly<Record<string, number>>>>;
}

type Figures = Finding['figures'];

/** Findings of one check. */
export class FindingsOf {
  constructor(private readonly check: CheckName) {}

  ok(found: string, figures?: Figures): Finding {
    return this.#finding('ok', found, null, figures);
  }

  warning(found: string, advice: string, figures?: Figures): Finding {
    return this.#finding('warning', found, advice, figures);
  }

  problem(found: string, advice: string, figures?: Figures): Finding {
    return this.#finding('problem', found, advice, figures);
  }

  /** A look that failed, which must not pass for health: in the store's words, with its advice where it has some. */
  lookFailed(what: string, error: Error, advice: string): Finding {
    const { words, advice: own } = said(error);
    return this.warning(`${what}: ${words}`, own ?? advice);
  }

  notChecked(why: string, advice: string | null = null): Finding {
    return this.#finding('not_checked', why, advice, undefined);
  }

  #finding(level: Level, found: string, advice: string | null, figures: Figures): Finding {
    return { check: this.check, level, found, advice, ...(figures === undefined ? {} : { figures }) };
  }
}
