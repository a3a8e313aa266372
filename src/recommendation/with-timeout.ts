import { inTime } from '../in-time.js';
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
  return inTime(call(controller.signal), ms, () => {
    const error = new StoreError(store, `no answer within ${ms} ms`);
    controller.abort(error);
    return error;
  });
}
