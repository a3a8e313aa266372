/**
 * Makes each store fail in each way under a steady load, and prints what callers saw as a table.
 *
 * Real Elasticsearch and Redis of its own, the sample world in them, the built service with the sample model and
 * default settings, 50 requests a second of known and anonymous viewers of several countries.
 * Exit code 1 where an answer failed, took longer than the deadline allows, or was not whole 5 s after the return.
 *
 *   FAULT_SECONDS   how long a store stays away (35: longer than the pools' refresh, so that a rebuild falls into it)
 *   DRILL_ONLY      only faults whose title has this text
 *   DRILL_LOGS      folder where the service's logs are kept
 */
import { SampleWorld } from '../../src/sqlite/sample-world/sample-world.js';
import { TcpProxy } from '../tcp-proxy.js';
import { type Fault, hung, refused, slow } from './fault.js';
import { type Measured, TABLE_HEAD, tableRow } from './measured.js';
import { loadSampleWorld } from './sample-load.js';
import { inScratch } from './scratch.js';
import { StoreServer } from './store-server.js';
import { problems, settingsOf, tried } from './tried-fault.js';

const ELASTICSEARCH = '8.19.16';

await inScratch(async ({ folder, logs, toEnd }) => {
  const redis = await StoreServer.redis(folder);
  toEnd.push(() => redis.stop());
  const elasticsearch = await StoreServer.elasticsearch(ELASTICSEARCH, folder);
  toEnd.push(() => elasticsearch.stop());
  const redisProxy = await TcpProxy.of(redis.port);
  toEnd.push(() => redisProxy.close());
  const elasticsearchProxy = await TcpProxy.of(elasticsearch.port);
  toEnd.push(() => elasticsearchProxy.close());

  const world = new SampleWorld({ now: Date.now() });
  const direct = settingsOf([elasticsearch.port], redis.port);
  await loadSampleWorld(world, direct, folder);

  const faults: [Fault, NodeJS.ProcessEnv][] = [
    [refused(redis), direct],
    [hung(redis), direct],
    [slow(redis, redisProxy, 200), settingsOf([elasticsearch.port], redisProxy.port)],
    [refused(elasticsearch), direct],
    [hung(elasticsearch), direct],
    [slow(elasticsearch, elasticsearchProxy, 500), settingsOf([elasticsearchProxy.port], redis.port)],
  ];
  const measured: Measured[] = [];
  for (const [fault, settings] of faults) {
    if (!fault.title.includes(process.env.DRILL_ONLY ?? '')) continue;
    measured.push(await tried(fault, settings, { world, folder, logs }));
  }
  console.log([TABLE_HEAD, ...measured.map(tableRow)].join('\n'));
  const found = measured.flatMap(problems);
  for (const problem of found) console.log(`\nPROBLEM ${problem}`);
  process.exitCode = found.length > 0 ? 1 : 0;
});
