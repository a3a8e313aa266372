import type { FeatureTable } from '../feature-store/feature-column.js';
import { replacedPorts } from '../extensions.js';
import { LogOddsRanker } from '../ranking/log-odds.ranker.js';
import { ModelFileError } from '../ranking/model-file-error.js';
import type { Ranker } from '../ranking/ranker.js';
import type { Asset } from '../retrieval/asset.js';
import type { LoadedSettings } from '../settings/loaded-settings.js';
import { RankingSettings } from '../settings/ranking.settings.js';
import { answerIn, type DoctorWorld, type Looked } from './doctor-world.js';
import type { RecordKind } from './feature-facts.js';
import type { Features, SampledRecords } from './feature-examination.js';
import { FindingsOf } from './finding.js';
import { known, learn } from './learned.js';
import {
  blindFinding,
  categoryFindings,
  loadedModelFinding,
  logOddsFinding,
  type Share,
  unknownNameFinding,
  unusableModel,
} from './model-findings.js';
import { type ModelFacts, type ModelInput, modelInputs, readModel } from './model-facts.js';
import { tallies } from './record-findings.js';

/** Samples that the model is held against, as far as there are any. */
export interface Samples {
  readonly assets?: readonly Asset[] | undefined;
  readonly assetRecords?: SampledRecords | undefined;
  readonly userRecords?: SampledRecords | undefined;
}

/** What ranks, and the sample as it would get it. */
export interface RankedSample {
  readonly ranker: Ranker;
  /** Absent without a sample. */
  readonly table?: FeatureTable;
}

/** Ids that are asked for fields of a name that is no feature. */
const TRIED_IDS = 100;

/** Whether the model can be loaded, and how what it asks compares with what there is. */
export async function examineModel(
  world: DoctorWorld,
  settings: LoadedSettings,
  path: string | undefined,
  features: Features,
  samples: Samples,
): Promise<Looked<RankedSample>> {
  const { CATEGORIES_PATH, PRIOR_COMPLETION } = settings.get(RankingSettings);
  if (replacedPorts(world.extensions).ranker !== undefined) {
    return { findings: [new FindingsOf('model').notChecked('another ranker stands in for ours')] };
  }
  const table = await tableOf(world, features, samples.assets);
  if (path === undefined) {
    return { findings: [logOddsFinding()], value: { ranker: new LogOddsRanker(PRIOR_COMPLETION), ...table } };
  }
  const declarations = features.catalogue.all;
  const model = await learn(
    () => readModel(path, declarations, CATEGORIES_PATH),
    (error) => error instanceof ModelFileError,
  );
  if ('error' in model) return { findings: [unusableModel(model.error)] };
  const { loaded } = model.value;
  if (loaded === undefined) return { findings: await unknownNames(world, model.value, features, samples) };
  const inputs: ModelInput[] =
    table.table === undefined ? [] : modelInputs(model.value.featureNames, table.table, loaded.categories);
  return {
    findings: [
      loadedModelFinding(path, loaded, declarations, sharesOf(samples)),
      ...blindFinding(loaded.withoutMissingBranch, inputs),
      ...categoryFindings(inputs),
      ...(samples.assets === undefined
        ? [
            new FindingsOf('model').notChecked(
              'its categories could not be compared: there is no sample of videos',
            ),
          ]
        : []),
    ],
    value: { ranker: loaded.ranker, ...table },
  };
}

async function tableOf(
  world: DoctorWorld,
  { catalogue }: Features,
  assets: readonly Asset[] | undefined,
): Promise<{ table?: FeatureTable }> {
  if (assets === undefined) return {};
  const { table } = await catalogue.assetTable(assets, world.now(), answerIn(world));
  return { table };
}

/** In how many sampled records each stored feature is. */
function sharesOf({ assetRecords, userRecords }: Samples): Map<string, Share> {
  const shares = new Map<string, Share>();
  for (const records of [assetRecords, userRecords]) {
    if (records === undefined) continue;
    for (const { name, present, malformed } of tallies(records.features, records.rows)) {
      shares.set(name, { found: present - malformed, of: records.rows.length });
    }
  }
  return shares;
}

/** Looks for names of no feature among the fields of the sampled records. */
async function unknownNames(
  world: DoctorWorld,
  { path, unknown }: ModelFacts,
  { facts }: Features,
  samples: Samples,
) {
  const tally = async (kind: RecordKind, records: SampledRecords | undefined) => {
    if (facts === undefined || records === undefined || records.ids.length === 0) return undefined;
    const ids = records.ids.slice(0, TRIED_IDS);
    return known(await learn(() => facts.rows(kind, ids, unknown, answerIn(world))));
  };
  const assetRows = await tally('asset', samples.assetRecords);
  const userRows = await tally('user', samples.userRecords);
  const share = (rows: typeof assetRows, field: number): Share | undefined =>
    rows === undefined
      ? undefined
      : {
          found: rows.filter((row) => row !== 'wrong_type' && row[field] != null).length,
          of: rows.length,
        };
  return unknown.map((name, field) =>
    unknownNameFinding(path, { name, inAssets: share(assetRows, field), inUsers: share(userRows, field) }),
  );
}
