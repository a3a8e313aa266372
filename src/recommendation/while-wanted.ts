import { AsyncLocalStorage } from 'node:async_hooks';

const signals = new AsyncLocalStorage<AbortSignal>();

/** Does work that may be left once nobody waits for it; parts of it that take long ask {@link wanted}. */
export function whileWanted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return signals.run(signal, work);
}

/** Whether somebody still waits for the work that this is a part of. */
export function wanted(): boolean {
  return signals.getStore()?.aborted !== true;
}
