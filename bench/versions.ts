import { readFileSync } from 'node:fs';

import { Redis } from 'ioredis';

/** Of programs and packages that a part measured or used, by their names. */
export type Versions = Readonly<Record<string, string>>;

/** What is installed of packages of npm. */
export function packageVersions(...names: readonly string[]): Versions {
  return Object.fromEntries(
    names.map((name) => {
      const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
      return [name, (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version];
    }),
  );
}

/** What running stores say of themselves. */
export async function storeVersions(stores: {
  readonly elasticsearchUrl: string;
  readonly redisUrl: string;
}): Promise<Versions> {
  const answer = await fetch(`${stores.elasticsearchUrl}/_nodes/_local/jvm`);
  const { nodes } = (await answer.json()) as {
    nodes: Record<string, { version: string; jvm: { version: string } }>;
  };
  const [node] = Object.values(nodes);
  const redis = new Redis(stores.redisUrl);
  const info = await redis.info('server');
  redis.disconnect();
  return {
    Elasticsearch: node?.version ?? 'unknown',
    Java: node?.jvm.version ?? 'unknown',
    Redis: /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'unknown',
  };
}

/** The LightGBM that models are trained with: exactly what is required, as nothing is trained without it. */
export function trainerVersion(requirements: URL): Versions {
  const version = /^lightgbm==(\S+)$/m.exec(readFileSync(requirements, 'utf8'))?.[1];
  return { LightGBM: version ?? 'unknown' };
}
