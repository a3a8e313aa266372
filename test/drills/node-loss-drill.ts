/**
 * Takes one node of an Elasticsearch cluster of three away under a steady load, and prints what callers saw as a table.
 *
 * All three nodes are listed in `ES_HOST`; else as in the failure drill, also `FAULT_SECONDS`, `DRILL_ONLY` and
 * `DRILL_LOGS`. Exit code 1 where an answer failed, or took longer than the deadline allows.
 */
import { SampleWorld } from '../../src/sqlite/sample-world/sample-world.js';
import { type Fault, hung, refused } from './fault.js';
import { type Measured, TABLE_HEAD, tableRow } from './measured.js';
import { loadSampleWorld } from './sample-load.js';
import { inScratch } from './scratch.js';
import { StoreServer } from './store-server.js';
import { problems, settingsOf, tried } from './tried-fault.js';

const VERSION = process.env.ES_VERSION ?? '8.19.16';
const GREEN = '_cluster/health?wait_for_status=green&wait_for_nodes=3&timeout=120s';

await inScratch(async ({ folder, logs, toEnd }) => {
  const redis = await StoreServer.redis(folder);
  toEnd.push(() => redis.stop());
  const nodes = await StoreServer.elasticsearchCluster(VERSION, folder, 3);
  for (const node of nodes) toEnd.push(() => node.stop());
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${nodes[0]?.port}/${path}`);
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`);
    return answer.text();
  };

  const world = new SampleWorld({ now: Date.now() });
  const settings = settingsOf(
    nodes.map(({ port }) => port),
    redis.port,
  );
  await loadSampleWorld(world, settings, folder);

  /** Told when it is needed: a cluster elects anew whenever its master is lost. */
  const node = async (isMaster: boolean): Promise<StoreServer> => {
    await ask(GREEN);
    const master = (await ask('_cat/master?h=node')).trim();
    const found = nodes.find(({ title }) => (title === master) === isMaster);
    if (found === undefined) throw new Error(`no node is ${isMaster ? '' : 'not '}${master}`);
    return found;
  };
  const faults: [title: string, isMaster: boolean, kind: (server: StoreServer) => Fault][] = [
    ['one of three nodes killed (kill -9, restarted)', false, refused],
    ['the elected master killed (kill -9, restarted)', true, refused],
    ['one of three nodes hung (SIGSTOP, SIGCONT)', false, hung],
  ];
  const measured: Measured[] = [];
  for (const [title, isMaster, kind] of faults) {
    if (!title.includes(process.env.DRILL_ONLY ?? '')) continue;
    const fault = { ...kind(await node(isMaster)), title: `Elasticsearch: ${title}` };
    const result = await tried(fault, settings, { world, folder, logs });
    console.log(measured.length === 0 ? `${TABLE_HEAD}\n${tableRow(result)}` : tableRow(result));
    measured.push(result);
  }
  const found = measured.flatMap(problems);
  for (const problem of found) console.log(`\nPROBLEM ${problem}`);
  process.exitCode = found.length > 0 ? 1 : 0;
});
