import { StoreError } from '../store-error.js';

/** Something asked of the outside: what it is, or why it is not known. */
export type Learned<T> = { readonly value: T } | { readonly error: Error };

/**
 * Asks, and keeps a failure as an answer.
 *
 * @param expected which errors are answers; others pass. By default a store's own
 */
export async function learn<T>(
  ask: () => Promise<T>,
  expected: (error: unknown) => boolean = (error) => error instanceof StoreError,
): Promise<Learned<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (error instanceof Error && expected(error)) return { error };
    throw error;
  }
}

/** Where whatever goes wrong is an answer. */
export const anyError = (error: unknown): boolean => error instanceof Error;

/** The value, `undefined` where it is not known. */
export function known<T>(learned: Learned<T> | undefined): T | undefined {
  return learned !== undefined && 'value' in learned ? learned.value : undefined;
}
