/** One answer, or its absence. */
export interface Answer {
  /** When the request was due, milliseconds since the epoch. */
  readonly at: number;
  /** From when it was due to the last byte, milliseconds. */
  readonly ms: number;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** Parts that the answer said it lacks. */
  readonly degraded: readonly string[];
}

const NO_ANSWER_MS = 10_000;

/**
 * Sends requests at a constant rate, evenly spaced and whether or not earlier ones were answered, as many callers
 * would: a service that stalls is not spared the requests that come meanwhile.
 */
export class SteadyLoad {
  readonly answers: Answer[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #sent = 0;
  #startedAt = 0;

  /**
   * @param url of `POST /get_recommendations/`
   * @param body of the nth request
   */
  constructor(
    private readonly url: string,
    perSecond: number,
    private readonly body: (n: number) => object,
  ) {
    this.#intervalMs = 1_000 / perSecond;
  }

  start(): void {
    this.#startedAt = Date.now();
    this.#timer = setInterval(() => {
      for (let due = this.#due(); due <= Date.now(); due = this.#due()) this.#send(due);
    }, 5);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#inFlight);
  }

  #due(): number {
    return this.#startedAt + this.#sent * this.#intervalMs;
  }

  #send(at: number): void {
    const answer = this.#ask(at, this.body(this.#sent));
    this.#sent += 1;
    this.#inFlight.add(answer);
    void answer.finally(() => this.#inFlight.delete(answer));
  }

  async #ask(at: number, body: object): Promise<void> {
    let status = 0;
    let degraded: string[] = [];
    try {
      const answer = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(NO_ANSWER_MS),
      });
      const ids: unknown = await answer.json();
      const complete = answer.status !== 200 || (Array.isArray(ids) && ids.length > 0);
      status = complete ? answer.status : 0;
      degraded = answer.headers.get('x-degraded')?.split(/,\s*/) ?? [];
    } catch {
      // No answer: it stays 0.
    }
    this.answers.push({ at, ms: Date.now() - at, status, degraded });
  }
}
