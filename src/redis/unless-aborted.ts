import { StoreError } from '../store-error.js';

/**
 * The outcome of `work`, or of the signal where that comes first. Work goes on unheeded: a command that was
 * sent cannot be taken back.
 *
 * @throws StoreError when the signal is aborted; otherwise what `work` throws
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      reject(new StoreError('redis', 'aborted before the answer', { cause: signal.reason }));
    };
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (abort !== undefined) signal.removeEventListener('abort', abort);
  }
}
