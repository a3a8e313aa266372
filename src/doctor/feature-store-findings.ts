import { failureReason } from '../health/failure-reason.js';
import type { FeatureServer } from './feature-facts.js';
import { type Finding, FindingsOf } from './finding.js';
import type { Learned } from './learned.js';
import { readTimeFinding } from './read-time-finding.js';
import { said } from './said.js';
import { isTested, testedVersions } from './tested-versions.js';
import { counted } from './words.js';

const check = new FindingsOf('feature_store');

/** What was tried on the feature store, in this order. What was not tried is absent. */
export interface FeatureStoreFacts {
  readonly where: string;
  /** Milliseconds of single reads, one after the other. */
  readonly reads: Learned<readonly number[]>;
  readonly server?: Learned<FeatureServer>;
  readonly userReadTimeoutMs: number;
}

/** By what the message of a refusal contains. */
const CAUSES: readonly (readonly [RegExp, string, string])[] = [
  [
    /WRONGPASS|NOAUTH|invalid password|no password is set/i,
    'refuses the login',
    'see REDIS_PASSWORD, and REDIS_USERNAME where it is not the default user',
  ],
  [
    /NOPERM.*'select'/i,
    'does not let this login choose the database',
    'give it `+select`, or keep the features in database 0 (ASSET_FS_DB, USER_FS_DB)',
  ],
  [
    /NOPERM/,
    'does not let this login read',
    'give it `+hmget` on the keys of the features (~ASSET_KEY_PREFIX*, ~USER_KEY_PREFIX*), `+select` for a database other than 0',
  ],
  [
    /DB index is out of range|invalid DB index|SELECT is not allowed in cluster/i,
    'does not have the database',
    'see ASSET_FS_DB and USER_FS_DB; a cluster has database 0 only, others 16 unless configured',
  ],
  [/LOADING|MASTERDOWN/, 'is not ready yet', 'wait until it has loaded its data, and try again'],
  [
    /protocol error/i,
    'does not speak as Redis does',
    'see REDIS_IP and REDIS_PORT: something else answers there',
  ],
];

export function featureStoreFindings({
  where,
  reads,
  server,
  userReadTimeoutMs,
}: FeatureStoreFacts): Finding[] {
  if ('error' in reads) return [notReadable(where, reads.error)];
  return [
    ...serverFindings(where, server),
    readTimeFinding(
      'feature_store',
      'features can be read; one record',
      reads.value,
      userReadTimeoutMs,
      "the user's features",
    ),
  ];
}

function notReadable(where: string, error: Error): Finding {
  const { words, advice: given } = said(error);
  for (const [pattern, found, advice] of CAUSES) {
    if (pattern.test(words)) return check.problem(`${where} ${found}: ${words}`, advice);
  }
  const reason = failureReason(error);
  if (reason === 'timeout' || /timed out|aborted|no answer/i.test(words)) {
    return check.problem(
      `${where} does not answer in time: ${words}`,
      'see whether it is overloaded or hangs, and whether something on the way swallows connections',
    );
  }
  return check.problem(
    `${where} ${given === undefined ? 'is not reached' : 'cannot be used'}: ${words}`,
    given ??
      'see whether it runs there, whether REDIS_IP and REDIS_PORT are right, and whether the network lets this machine through',
  );
}

function serverFindings(where: string, server: Learned<FeatureServer> | undefined): Finding[] {
  if (server === undefined) return [];
  if ('error' in server) {
    const advice = 'see whether it is overloaded or the network fails: it answered a moment ago';
    return [check.lookFailed(`${where} could not be asked what it is`, server.error, advice)];
  }
  const { product, version, databases } = server.value;
  const holding = databases.map(({ name, keys }) =>
    keys === null ? `${name} (keys not told to this login)` : `${name} with ${counted(keys, 'key')}`,
  );
  const figures = Object.fromEntries(
    databases.flatMap(({ name, keys }) =>
      keys === null ? [] : [[`keys_of_${name.replaceAll(' ', '_')}`, keys]],
    ),
  );
  const told = version ?? '(version not told to this login, nor needed)';
  const found = `${where}: ${product} ${told}, ${holding.join(', ')}`;
  if (isTested(product, version)) return [check.ok(found, figures)];
  const advice = `use ${testedVersions([product])}; others may work (docs/tested-servers.md)`;
  return [check.warning(`${found}: not among those that are tested`, advice, figures)];
}
