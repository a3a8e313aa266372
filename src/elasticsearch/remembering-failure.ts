/**
 * The provider, not asked again for `forMs` after it failed: until then every call fails at once, with the same error.
 * What it gives is not kept.
 */
export function rememberingFailure<T>(
  provider: () => Promise<T>,
  forMs: number,
  now: () => number = () => performance.now(),
): () => Promise<T> {
  let failure: { readonly error: unknown; readonly until: number } | undefined;
  return async () => {
    if (failure !== undefined && now() < failure.until) throw failure.error;
    try {
      const given = await provider();
      failure = undefined;
      return given;
    } catch (error) {
      failure = { error, until: now() + forMs };
      throw error;
    }
  };
}
