/** Names in the environment that are one slip away from a setting: `ES_HOTS`, `REDIS_PORTT`, `POOL_MAX_AGE_SECOND`. */
export function misspeltSettings(
  given: readonly string[],
  known: readonly string[],
): { readonly given: string; readonly meant: string }[] {
  const names = new Set(known);
  return given
    .filter((name) => !names.has(name) && name.includes('_'))
    .flatMap((name) => {
      const meant = known.find((setting) => oneSlipApart(name.toUpperCase(), setting));
      return meant === undefined ? [] : [{ given: name, meant }];
    });
}

/** Whether one letter more, less or other, two neighbours swapped, or nothing at all separates two names. */
function oneSlipApart(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const restA = a.slice(start, a.length - end);
  const restB = b.slice(start, b.length - end);
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}
