/** `12,345` */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 video`, `12 videos` */
export function counted(value: number, one: string, several = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : several}`;
}

/** `Sports (20), Kids (17) and 3 more`: the most frequent first. */
export function ranked(counts: ReadonlyMap<string, number>, most = 5): string {
  const sorted = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return some(
    sorted.map(([name, times]) => `${name} (${count(times)})`),
    most,
  );
}

/** `a, b, c and 3 more` */
export function some(names: readonly string[], most = 8): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
