import { existsSync } from 'node:fs';

import { storesInUse } from '../app.module.js';
import type { Asset } from '../retrieval/asset.js';
import { AssetIndex } from '../retrieval/asset-index.js';
import { UserIndex } from '../retrieval/user-index.js';
import { ElasticsearchSettings } from '../settings/elasticsearch.settings.js';
import { EmbeddedSettings } from '../settings/embedded.settings.js';
import type { LoadedSettings } from '../settings/loaded-settings.js';
import { PoolSettings } from '../settings/pool.settings.js';
import { RequestSettings } from '../settings/request.settings.js';
import { RetrievalSettings } from '../settings/retrieval.settings.js';
import { SqliteDatabase } from '../sqlite/sqlite-database.js';
import { embeddedFile } from '../sqlite/sqlite.module.js';
import { assetFindings, byCode, sampleFinding } from './asset-findings.js';
import { type AssetCounts, CatalogueFacts, type SampledUser } from './catalogue-facts.js';
import { catalogueStoreFindings } from './catalogue-store-findings.js';
import { CatalogueUnderExamination } from './doctor-modules.js';
import {
  answerIn,
  type DoctorWorld,
  type Looked,
  SAMPLED_ASSETS,
  SAMPLED_USERS,
  timed,
} from './doctor-world.js';
import { embeddedFindings, notOpened } from './embedded-findings.js';
import { FindingsOf } from './finding.js';
import { anyError, known, learn } from './learned.js';
import { mappingFindings } from './mapping-findings.js';
import { said } from './said.js';
import { userFindings } from './user-findings.js';

/** The store of catalogue and users, as far as it can be read. */
export interface Catalogue {
  readonly facts: CatalogueFacts;
  readonly index: AssetIndex;
  readonly assetsReadable: boolean;
  readonly usersReadable: boolean;
}

/** What of the catalogue may be shown. */
export interface CountedAssets {
  readonly counts: AssetCounts;
  /** Codes of the countries with assets. */
  readonly countries: ReadonlySet<string>;
}

/** Whether the store answers, what it is, and whether both indices can be read. */
export async function examineCatalogueStore(
  world: DoctorWorld,
  settings: LoadedSettings,
): Promise<Looked<Catalogue>> {
  const embedded = storesInUse(settings).index === 'sqlite';
  const path = embeddedFile(settings.get(EmbeddedSettings));
  if (embedded && !existsSync(path)) return { findings: embeddedFindings('catalogue_store', path, 'absent') };
  const opened = await learn(() => world.start(CatalogueUnderExamination.register(settings)), anyError);
  if ('error' in opened) return { findings: [notOpened('catalogue_store', opened.error)] };
  const app = opened.value;
  const content = embedded ? app.get(SqliteDatabase, { strict: false }).content() : undefined;
  const facts = app.get(CatalogueFacts, { strict: false });
  const users = app.get(UserIndex, { strict: false });
  const { ES_ASSET_INDEX, ES_USER_INDEX } = settings.get(ElasticsearchSettings);
  const server = await learn(() => facts.server(answerIn(world)));
  const tried =
    'error' in server
      ? {}
      : {
          assets: await learn(() => facts.searchAssets(answerIn(world))),
          users: await learn(() => timed(() => users.find('upnext-doctor', answerIn(world)))),
        };
  const findings = catalogueStoreFindings({
    where: facts.where,
    indices: { assets: ES_ASSET_INDEX, users: ES_USER_INDEX },
    server,
    ...tried,
    userReadTimeoutMs: settings.get(RequestSettings).USER_READ_TIMEOUT_MS,
  });
  const held = content === undefined ? [] : embeddedFindings('catalogue_store', path, content);
  const all = [...findings, ...held];
  if (content === 'empty') return { findings: all };
  return {
    findings: all,
    value: {
      facts,
      index: app.get(AssetIndex, { strict: false }),
      assetsReadable: tried.assets !== undefined && 'value' in tried.assets,
      usersReadable: tried.users !== undefined && 'value' in tried.users,
    },
  };
}

/** What the mapping leaves usable; without a usable status nothing else need be asked. */
export async function examineMappings(
  world: DoctorWorld,
  { facts }: Catalogue,
): Promise<Looked<{ readonly statusUsable: boolean }>> {
  const mapping = await learn(() => facts.mappings(answerIn(world)));
  if ('value' in mapping) {
    const problems = mapping.value?.problems ?? [];
    const statusUsable = problems.every(({ field }) => field !== 'moderation_status');
    return { findings: mappingFindings(mapping.value), value: { statusUsable } };
  }
  const check = new FindingsOf('index_mappings');
  const { words, advice } = said(mapping.error);
  return {
    findings: [
      check.problem(
        `the mapping cannot be read: ${words}`,
        advice ?? 'give the login `view_index_metadata` on both indices; without it no candidates are found',
      ),
    ],
  };
}

/** Counts of the whole catalogue. */
export async function examineAssets(
  world: DoctorWorld,
  settings: LoadedSettings,
  { facts }: Catalogue,
): Promise<Looked<CountedAssets>> {
  const counted = await learn(() => facts.assets(world.now(), answerIn(world)));
  if ('error' in counted) {
    return {
      findings: [
        new FindingsOf('assets').lookFailed(
          'the assets could not be counted',
          counted.error,
          'nothing is known of statuses, dates and countries: see the log of the store, and try again when it is less busy',
        ),
      ],
    };
  }
  const counts = counted.value;
  return {
    findings: assetFindings(counts, settings.get(RetrievalSettings).APPROVED_STATUSES),
    value: { counts, countries: new Set(byCode(counts.countries).codes.keys()) },
  };
}

/** The newest videos that may be shown, found as the candidates of the global pool are. */
export async function sampleAssets(
  world: DoctorWorld,
  settings: LoadedSettings,
  { index }: Catalogue,
): Promise<Looked<readonly Asset[]>> {
  const limit = Math.min(SAMPLED_ASSETS, settings.get(RetrievalSettings).CANDIDATES_TO_RETRIEVE);
  const begin = performance.now();
  const page = await learn(() => index.find({ limit, now: world.now(), signal: answerIn(world) }));
  const found = sampleFinding(
    page,
    performance.now() - begin,
    settings.get(PoolSettings).POOL_BUILD_TIMEOUT_MS,
  );
  const assets = known(page)?.assets ?? [];
  return { findings: [found], ...(assets.length === 0 ? {} : { value: assets }) };
}

export async function examineUsers(
  world: DoctorWorld,
  settings: LoadedSettings,
  { facts }: Catalogue,
  countries: ReadonlySet<string> | undefined,
): Promise<Looked<readonly SampledUser[]>> {
  const users = await learn(() => facts.users(SAMPLED_USERS, answerIn(world)));
  if ('error' in users) {
    const advice =
      'nothing is known of countries and blacklists: see the log of the store, and try again when it is less busy';
    return {
      findings: [new FindingsOf('users').lookFailed('no users could be sampled', users.error, advice)],
    };
  }
  const { ES_USER_KEY } = settings.get(ElasticsearchSettings);
  return { findings: userFindings(users.value, countries, ES_USER_KEY), value: users.value };
}
