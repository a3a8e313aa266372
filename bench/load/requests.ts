import { writeFileSync } from 'node:fs';

export interface Viewers {
  readonly userIds: readonly string[];
  readonly countries: readonly string[];
}

/** Bodies of different requests: 90 % known viewers, 5 % unknown ones, 5 % anonymous. The same for the same viewers. */
export function requestBodies({ userIds, countries }: Viewers, count: number): object[] {
  return Array.from({ length: count }, (_, n) => {
    const user_country = countries[(n * 31) % countries.length];
    if (n % 20 === 7) return { user_country };
    if (n % 20 === 13) return { user_id: `nobody-${n}`, user_country };
    return { user_id: userIds[(n * 7_919) % userIds.length], user_country };
  });
}

/** Requests to one server in turn. Each load goes on where the one before ended, and begins again only after the last. */
export class RequestSequence {
  readonly #lines: readonly string[];
  #next = 0;

  constructor(
    private readonly file: string,
    baseUrl: string,
    bodies: readonly object[],
  ) {
    this.#lines = bodies.map((body) =>
      JSON.stringify({
        method: 'POST',
        url: `${baseUrl}/get_recommendations/`,
        header: { 'content-type': ['application/json'] },
        body: Buffer.from(JSON.stringify(body)).toString('base64'),
      }),
    );
  }

  /** Writes all of them as `vegeta` reads them, one JSON object a line, the next one first. @returns the file */
  write(): string {
    const lines = [...this.#lines.slice(this.#next), ...this.#lines.slice(0, this.#next)];
    writeFileSync(this.file, `${lines.join('\n')}\n`);
    return this.file;
  }

  /** @param count how many were asked since the last {@link write} */
  asked(count: number): void {
    this.#next = (this.#next + count) % this.#lines.length;
  }
}
