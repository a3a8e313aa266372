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

/** Writes the requests as `vegeta` reads them, one JSON object a line. */
export function writeTargets(file: string, baseUrl: string, bodies: readonly object[]): void {
  const lines = bodies.map((body) =>
    JSON.stringify({
      method: 'POST',
      url: `${baseUrl}/get_recommendations/`,
      header: { 'content-type': ['application/json'] },
      body: Buffer.from(JSON.stringify(body)).toString('base64'),
    }),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
}
