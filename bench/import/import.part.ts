import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { CACHE } from '../cache.js';
import { interleaved, ratios, spread } from '../measure.js';
import { type BenchOptions, type BenchPart, type PartReport, row, type Ratio, type Row } from '../report.js';
import { packageVersions, storeVersions } from '../versions.js';
import { StoreServers } from '../world/store-servers.js';
import { importFile, type Kind } from './import-files.js';
import { ImportTargets } from './import-targets.js';
import { timedProcess } from './timed-process.js';

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const CLI = pathOf('../../dist/cli.js');
const LOADER = pathOf('../../test/typescript-loader.js');
const RIVAL = pathOf('rival.ts');

const KINDS = {
  assets: { rival: 'bulk helper, parsed', atLeast: 0.8 },
  features: { rival: 'ioredis pipelines, parsed', atLeast: 0.6 },
} as const;

/** One import of the command line: rows a second, and the most memory that it had. */
interface Imported {
  readonly perSecond: number;
  readonly peakMb: number;
}

export const part: BenchPart = {
  run: async ({ rounds, quick, say }: BenchOptions): Promise<PartReport> => {
    const [less, count] = quick ? [20_000, 200_000] : [100_000, 1_000_000];
    const folder = join(CACHE, 'import');
    await rm(join(folder, 'stores'), { recursive: true, force: true });
    const servers = await StoreServers.start(join(folder, 'stores'));
    const targets = await ImportTargets.of(servers);
    try {
      const rows: Row[] = [];
      const quotients: Ratio[] = [];
      for (const kind of ['assets', 'features'] as const) {
        const { rival, atLeast } = KINDS[kind];
        const byCli = (n: number) => importByCli(targets, folder, kind, n);
        say(`${kind}: ${less} by the command line`);
        const small = await byCli(less);
        const results = await interleaved<'cli' | 'rival', Imported>(rounds, {
          cli: (round) => {
            say(`${kind}: round ${round + 1}, ${count} by the command line`);
            return byCli(count);
          },
          rival: (round) => {
            say(`${kind}: round ${round + 1}, ${count} by the ${rival}`);
            return writeByRival(targets, folder, kind, count);
          },
        });
        const cli = results.cli.map(({ perSecond }) => perSecond);
        const others = results.rival.map(({ perSecond }) => perSecond);
        const peaks = results.cli.map(({ peakMb }) => peakMb);
        const work = `import ${kind}, ${count.toLocaleString('en')}`;
        rows.push(
          row(work, 'command line', 'throughput', 'rows/s', cli),
          row(work, rival, 'throughput', 'rows/s', others),
          row(`import ${kind}, ${less.toLocaleString('en')}`, 'command line', 'peak memory', 'MiB', [
            small.peakMb,
          ]),
          row(work, 'command line', 'peak memory', 'MiB', peaks),
        );
        quotients.push(
          { what: `${kind}: command line / ${rival}`, spread: spread(ratios(cli, others)), atLeast },
          {
            what: `${kind}: peak memory of ${count / less} times the rows`,
            spread: spread(peaks.map((peak) => peak / small.peakMb)),
            atMost: 1.5,
          },
        );
      }
      const versions = {
        ...(await storeVersions(servers)),
        ...packageVersions('@elastic/elasticsearch', 'ioredis', 'csv-parse'),
      };
      return { rows, ratios: quotients, versions, notes: NOTES };
    } finally {
      await targets.close();
      await servers.stop();
      await rm(join(folder, 'stores'), { recursive: true, force: true });
    }
  },
};

const NOTES = [
  'command line: dist/cli.js import, a CSV of so many rows, from the start of the process to its end: reading, checking, writing, refresh.',
  'beside it: a process that has the same documents or hashes in memory, from the first write to the last answer, refresh included; the bulk helper with its defaults, pipelines of 1,000 HSET one after the other.',
  'each writes into an empty index of the same mapping, or an empty Redis, and the result is counted; Redis appends to its file and does not rewrite it meanwhile.',
  'constant memory: ten times the rows may take half more; a mark of this bench, chosen after a first run gave 1.27 and 1.28.',
];

async function importByCli(
  targets: ImportTargets,
  folder: string,
  kind: Kind,
  count: number,
): Promise<Imported> {
  const file = await importFile(folder, kind, count);
  await targets.empty();
  const env = { PATH: process.env.PATH, ...targets.servers.env };
  const { ms, peakMb } = await timedProcess([CLI, 'import', kind, file], folder, env);
  if (kind === 'assets') await targets.requireAssets(count);
  else await targets.requireHashes(count);
  return { perSecond: count / (ms / 1_000), peakMb };
}

async function writeByRival(
  targets: ImportTargets,
  folder: string,
  kind: Kind,
  count: number,
): Promise<Imported> {
  const { elasticsearchUrl, redisUrl } = targets.servers;
  const to = kind === 'assets' ? [elasticsearchUrl, await targets.emptyIndex()] : [redisUrl];
  if (kind === 'features') await targets.empty();
  const env = { PATH: process.env.PATH };
  const args = ['--import', LOADER, RIVAL, kind, ...to, String(count)];
  const { out, peakMb } = await timedProcess(args, folder, env);
  if (kind === 'assets') await targets.requireAssets(count);
  else await targets.requireHashes(count);
  return { perSecond: count / (Number(out) / 1_000), peakMb };
}
