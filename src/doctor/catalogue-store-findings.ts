import { failureReason } from '../health/failure-reason.js';
import type { IndexServer } from './catalogue-facts.js';
import { type Finding, FindingsOf } from './finding.js';
import type { Learned } from './learned.js';
import { readTimeFinding } from './read-time-finding.js';
import { said } from './said.js';
import { isTested, testedVersions } from './tested-versions.js';
import { counted } from './words.js';

const check = new FindingsOf('catalogue_store');

/** What was tried on the store of catalogue and users, in this order. What was not tried is absent. */
export interface CatalogueStoreFacts {
  readonly where: string;
  readonly indices: { readonly assets: string; readonly users: string };
  readonly server: Learned<IndexServer>;
  readonly assets?: Learned<unknown>;
  /** Milliseconds of reads of one user, one after the other. */
  readonly users?: Learned<readonly number[]>;
  readonly userReadTimeoutMs: number;
}

export function catalogueStoreFindings(facts: CatalogueStoreFacts): Finding[] {
  const { where, indices, server, assets, users } = facts;
  if ('error' in server) return [notReached(where, server.error)];
  return [
    ...serverFindings(where, server.value),
    ...(assets === undefined || !('error' in assets)
      ? []
      : [notReadable('asset index', indices.assets, 'ES_ASSET_INDEX', assets.error)]),
    ...(users === undefined ? [] : [usersFinding(facts, users)]),
  ];
}

function usersFinding(
  { indices, assets, userReadTimeoutMs }: CatalogueStoreFacts,
  users: Learned<readonly number[]>,
): Finding {
  if ('error' in users) return notReadable('user index', indices.users, 'ES_USER_INDEX', users.error);
  const readable = assets !== undefined && 'error' in assets ? 'the user index' : 'both indices';
  const what = `${readable} can be read; one user`;
  return readTimeFinding('catalogue_store', what, users.value, userReadTimeoutMs, 'country and blacklist');
}

function notReached(where: string, error: Error): Finding {
  const { words, advice } = said(error);
  switch (failureReason(error)) {
    case 'unreachable':
      return check.problem(
        `${where} is not reached: ${words}`,
        advice ??
          'see whether it runs there, whether ES_HOST and ES_PORT are right, and whether the network lets this machine through',
      );
    case 'timeout':
      return check.problem(
        `${where} does not answer in time: ${words}`,
        'see whether it is overloaded or hangs, and whether something on the way swallows connections',
      );
    case 'http_401':
      return check.problem(
        `${where} refuses the login: ${words}`,
        'see ES_AUTH, and ES_USERNAME and ES_PASSWORD, ES_API_KEY, or the AWS credentials, whichever it uses',
      );
    case 'http_403':
      return check.problem(
        `${where} refuses this login what serving needs: ${words}`,
        'give it `read` and `view_index_metadata` on both indices; for AWS see the access policy of the domain',
      );
    default:
      return check.problem(
        `${where} cannot be used: ${words}`,
        advice ??
          'see ES_HOST: scheme, port, and that Elasticsearch or OpenSearch answers there; for certificates of your own see docs/bring-your-own-stores.md',
      );
  }
}

function serverFindings(where: string, { product, version, health }: IndexServer): Finding[] {
  const named = `${where}: ${product ?? 'Elasticsearch or OpenSearch'} ${version ?? '(version not told)'}`;
  const figures = health === null ? undefined : { nodes: health.nodes };
  const of = health === null ? '' : `, ${health.status}, ${counted(health.nodes, 'node')}`;
  const findings = [
    isTested(product, version)
      ? check.ok(`${named}${of}`, figures)
      : check.warning(
          `${named}${of}: not among those that are tested`,
          `use one of ${testedVersions(['Elasticsearch', 'OpenSearch'])}; others may work (docs/tested-servers.md)`,
          figures,
        ),
  ];
  if (health?.status === 'red') {
    findings.push(
      check.problem(
        'the cluster is red: parts of some index cannot be searched',
        'ask `_cluster/allocation/explain` why, and bring the shards back',
      ),
    );
  } else if (health?.status === 'yellow' && health.nodes > 1) {
    findings.push(
      check.warning(
        'the cluster is yellow: some shards lack a copy, a node that fails may take data with it',
        'ask `_cluster/allocation/explain` why',
      ),
    );
  }
  return findings;
}

function notReadable(what: string, index: string, setting: string, error: Error): Finding {
  const { words } = said(error);
  const named = `${what} '${index}'`;
  if (error.message.includes('index_not_found')) {
    return check.problem(
      `${named} does not exist`,
      `set ${setting} to the name of the index or alias, or fill it: docs/import.md`,
    );
  }
  switch (failureReason(error)) {
    case 'http_403':
      return check.problem(
        `${named} may not be read by this login: ${words}`,
        `give it \`read\` and \`view_index_metadata\` on '${index}'; see ${setting}`,
      );
    case 'http_401':
      return check.problem(`${named}: the login was refused`, 'see ES_AUTH and what belongs to it');
    case 'timeout':
      return check.problem(`${named} does not answer in time`, 'see whether the cluster is overloaded');
    default:
      return check.problem(
        `${named} cannot be read: ${words}`,
        `see ES_HOST, whether Elasticsearch or OpenSearch answers there, and ${setting}`,
      );
  }
}
