import { StoreError } from '../store-error.js';

/**
 * Runs a store call for at most `ms` milliseconds, whether or not it honours its signal.
 *
 * @throws StoreError when the time is up; otherwise what the call throws
 */
export async function withTimeout<T>(
  store: string,
  ms: number,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new StoreError(store, `no answer within ${ms} ms`);
      controller.abort(error);
      reject(error);
    }, ms);
  });
  try {
    return await Promise.race([call(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
