const STEP_MS = 20;

/**
 * Tries until it does not throw, and gives what it returns.
 *
 * @throws its last error when it keeps throwing for `ms`
 */
export async function eventually<T>(attempt: () => T | Promise<T>, ms: number): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
  }
}
