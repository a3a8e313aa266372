/** What a raw score means. */
export interface Objective {
  /** LightGBM's name of it; `none` where the model was trained with a function of one's own. */
  readonly name: string;
  /** Whether the output is the probability of a positive label. */
  readonly probability: boolean;
  /** LightGBM's `ConvertOutput` of a raw score. Monotonic. */
  readonly output: (raw: number) => number;
}

const identity = (raw: number): number => raw;

const REGRESSIONS = ['regression', 'regression_l1', 'huber', 'fair', 'quantile', 'mape'];
const LOG_LINKS = ['poisson', 'gamma', 'tweedie'];
const ORDERS = ['lambdarank', 'rank_xendcg'];

/** The objectives that a file may name, for messages. */
export const SUPPORTED_OBJECTIVES = [
  'binary',
  'cross_entropy',
  'cross_entropy_lambda',
  ...REGRESSIONS,
  ...LOG_LINKS,
  ...ORDERS,
];

/**
 * Reads the value of a model's `objective=` line: a name and `key:value` parameters or flags.
 *
 * @returns the reason, as text, where it is not supported
 */
export function parseObjective(line: string): Objective | string {
  const [name = '', ...parameters] = line.trim().split(/\s+/);
  if (name === 'binary') return binary(parameters);
  if (name === 'cross_entropy') return { name, probability: true, output: (raw) => logistic(raw) };
  if (name === 'cross_entropy_lambda') {
    return { name, probability: false, output: (raw) => Math.log1p(Math.exp(raw)) };
  }
  if (REGRESSIONS.includes(name)) {
    const squared = parameters.includes('sqrt');
    return { name, probability: false, output: squared ? (raw) => Math.sign(raw) * raw * raw : identity };
  }
  if (LOG_LINKS.includes(name)) return { name, probability: false, output: Math.exp };
  if (ORDERS.includes(name)) return { name, probability: false, output: identity };
  return `the objective "${name}" is not supported (supported: ${SUPPORTED_OBJECTIVES.join(', ')})`;
}

/** For a model whose objective was a function of the training script. */
export const CUSTOM_OBJECTIVE: Objective = { name: 'none', probability: false, output: identity };

function binary(parameters: readonly string[]): Objective | string {
  const given = parameters.find((parameter) => parameter.startsWith('sigmoid:'));
  const sigmoid = given === undefined ? NaN : Number(given.slice('sigmoid:'.length));
  if (!(sigmoid > 0 && sigmoid < Infinity)) {
    return 'the objective "binary" has no sigmoid parameter above 0';
  }
  return { name: 'binary', probability: true, output: (raw) => logistic(sigmoid * raw) };
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
