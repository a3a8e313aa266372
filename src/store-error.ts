/** A store could not answer: unreachable, too slow, or it refused. The one error the ports of stores throw. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    /** For people and logs: `elasticsearch`, `redis`, `sqlite`, or the name of another store. */
    readonly store: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${store}: ${message}`, options);
  }
}
