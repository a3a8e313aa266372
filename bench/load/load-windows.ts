/** How long a server is put under load at a time, and how often it refreshes its pools meanwhile. */
export interface LoadWindows {
  /** Unmeasured, after the others had the processor: connections, and all the refreshes that came due meanwhile. */
  readonly warmUpSeconds: number;
  /**
   * Measured: a little longer than the refresh interval, so that every pool is refreshed about once, each at its time.
   * As they were all built at the beginning of the warm-up, most of these times fall into the last third.
   */
  readonly seconds: number;
  /** Of the service, by their names in the environment. */
  readonly settings: Readonly<Record<string, string>>;
}

export function loadWindows(quick: boolean): LoadWindows {
  // 30 seconds are the default of the service.
  const [refresh, warmUpSeconds, seconds] = quick ? [3, 2, 4] : [30, 8, 33];
  return { warmUpSeconds, seconds, settings: { POOL_REFRESH_SECONDS: String(refresh) } };
}
