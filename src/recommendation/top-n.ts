/**
 * Indices of the `n` highest scores among the candidates that are not rejected, best first; equal scores in
 * index order, NaN last. Partial selection: one comparison per candidate that is not among the best so far.
 *
 * @param scores one number per candidate
 * @param rejected 1 where the candidate must not be chosen; same length
 */
export function topN(scores: Float64Array, rejected: Uint8Array, n: number): number[] {
  const chosen: number[] = [];
  const chosenScores: number[] = [];
  if (n <= 0) return chosen;
  let worst = -Infinity;
  for (let index = 0; index < rejected.length; index++) {
    if (rejected[index] !== 0) continue;
    const raw = scores[index] ?? NaN;
    const score = raw === raw ? raw : -Infinity;
    if (chosen.length === n && score <= worst) continue;
    let place = chosen.length === n ? n - 1 : chosen.length;
    while (place > 0 && score > (chosenScores[place - 1] ?? 0)) {
      chosen[place] = chosen[place - 1] ?? 0;
      chosenScores[place] = chosenScores[place - 1] ?? 0;
      place--;
    }
    chosen[place] = index;
    chosenScores[place] = score;
    worst = chosenScores[chosenScores.length - 1] ?? -Infinity;
  }
  return chosen;
}
