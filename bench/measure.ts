/** What several rounds of one measurement gave. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  readonly rounds: number;
}

/** @param values one per round, at least one */
export function spread(values: readonly number[]): Spread {
  return {
    median: quantile(values, 0.5),
    lowest: quantile(values, 0),
    highest: quantile(values, 1),
    rounds: values.length,
  };
}

/** Quantile of a sample, the nearest value below for the ends, between two neighbours otherwise. @throws RangeError for none */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new RangeError('no values');
  return below + (above - below) * (place - Math.floor(place));
}

/** Quotients of two contenders round by round: neighbours in time share the noise of the machine. */
export function ratios(above: readonly number[], below: readonly number[]): number[] {
  return above.slice(0, below.length).map((value, round) => value / (below[round] ?? NaN));
}

/**
 * Runs every contender once per round, in another order each round, so that no one has the quiet minute for itself.
 *
 * @returns for each contender its results in the order of the rounds
 */
export async function interleaved<Name extends string, Result>(
  rounds: number,
  contenders: Readonly<Record<Name, (round: number) => Promise<Result>>>,
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(contenders) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Result[]>;
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round) % names.length];
      if (name !== undefined) results[name].push(await contenders[name](round));
    }
  }
  return results;
}
