import { defaultModelPath, storesInUse } from '../app.module.js';
import type { LoadedSettings } from '../settings/loaded-settings.js';
import { RankingSettings } from '../settings/ranking.settings.js';
import { SettingsError } from '../settings/setting-problem.js';
import {
  examineAssets,
  examineCatalogueStore,
  examineMappings,
  examineUsers,
  sampleAssets,
} from './catalogue-examination.js';
import { examineClock } from './clock-examination.js';
import type { DoctorWorld, Looked } from './doctor-world.js';
import { examineFeatureStore, examineRecords } from './feature-examination.js';
import { type CheckName, CHECKS, type Finding, FindingsOf } from './finding.js';
import { learn } from './learned.js';
import { examineMemory } from './memory-examination.js';
import { examineModel } from './model-examination.js';
import { brokenSettings, settingsFindings } from './settings-findings.js';

/** No check begins later than this after the first. */
const ALL_MS = 60_000;
const TOO_LATE = 'see which of the checks above waited for its store, and try again when that is less busy';

/**
 * Looks at everything that answers are made of, in the order a person would, and says what it finds. Reads only, a
 * bounded number of records, each answer waited for at most 5 s. What cannot be looked at because of an earlier
 * finding says so, and the others go on.
 */
export async function examine(world: DoctorWorld, emit: (finding: Finding) => void): Promise<void> {
  const loaded = await learn(
    () => world.settings(),
    (error) => error instanceof SettingsError,
  );
  if ('value' in loaded) return examineParts(world, loaded.value, emit);
  for (const finding of brokenSettings(loaded.error as SettingsError)) emit(finding);
  for (const check of Object.keys(CHECKS) as CheckName[]) {
    if (check !== 'settings') emit(new FindingsOf(check).notChecked('the settings do not work'));
  }
}

async function examineParts(
  world: DoctorWorld,
  settings: LoadedSettings,
  emit: (finding: Finding) => void,
): Promise<void> {
  const step = stepsOf(world, emit);
  const modelPath = settings.get(RankingSettings).MODEL_PATH ?? defaultModelPath(settings, world.extensions);
  for (const finding of settingsFindings(settings, { ...storesInUse(settings), modelPath })) emit(finding);

  const catalogue = await step('catalogue_store', {}, '', () => examineCatalogueStore(world, settings));
  const features = await step('feature_store', {}, '', () => examineFeatureStore(world, settings));

  const readable = catalogue?.assetsReadable === true ? catalogue : undefined;
  const noIndex = 'the asset index cannot be read';
  const mapping = await step('index_mappings', readable, noIndex, (found) => examineMappings(world, found));
  const noStatus = mapping?.statusUsable === false;
  const countable = noStatus ? undefined : readable;
  const notCountable = noStatus
    ? 'moderation_status cannot be used (see index mappings): no asset is approved'
    : noIndex;
  const counted = await step('assets', countable, notCountable, (found) =>
    examineAssets(world, settings, found),
  );
  const searchable = counted === undefined || counted.counts.eligible > 0 ? countable : undefined;
  const assets =
    searchable && (await step('assets', searchable, '', (found) => sampleAssets(world, settings, found)));
  const withUsers = catalogue?.usersReadable === true ? catalogue : undefined;
  const users = await step('users', withUsers, 'the user index cannot be read', (found) =>
    examineUsers(world, settings, found, counted?.countries),
  );

  const noRecords = features?.facts === undefined ? 'the feature store cannot be read' : undefined;
  const assetRecords = await step(
    'asset_features',
    features?.facts &&
      assets && { facts: features.facts, ids: assets.map(({ videoId }) => videoId), of: features.store },
    noRecords ?? 'there is no sample of videos',
    ({ facts, ids, of }) => examineRecords(world, 'asset', ids, facts, of.assetFeatures),
  );
  const userIds = users?.flatMap(({ id }) => id ?? []) ?? [];
  const userRecords = await step(
    'user_features',
    features?.facts && userIds.length > 0 ? { facts: features.facts, of: features.store } : undefined,
    noRecords ?? 'there is no sample of users',
    ({ facts, of }) => examineRecords(world, 'user', userIds, facts, of.userFeatures),
  );

  const ranked = await step(
    'model',
    features,
    'which features there are is not known: the feature store cannot be opened',
    (found) => examineModel(world, settings, modelPath, found, { assets, assetRecords, userRecords }),
  );
  await step('clock', readable, noIndex, ({ facts }) => examineClock(world, facts));
  await step('clock', features?.facts, noRecords ?? '', (facts) => examineClock(world, facts));
  await step(
    'memory',
    ranked?.table && assets && counted && { ranker: ranked.ranker, table: ranked.table, assets, counted },
    'it takes a model, a sample of videos and the number of all',
    (found) => examineMemory(world, settings, found),
  );
}

/** Runs one check: what it finds is emitted; not begun where what it needs is not there, or the time is up. */
function stepsOf(world: DoctorWorld, emit: (finding: Finding) => void) {
  const end = performance.now() + ALL_MS;
  return async <N, T>(
    check: CheckName,
    needed: N | undefined,
    otherwise: string,
    work: (needed: N) => Promise<Looked<T>>,
  ): Promise<T | undefined> => {
    world.signal.throwIfAborted();
    const late = performance.now() > end;
    if (needed === undefined || late) {
      const finding = new FindingsOf(check);
      const found = 'not looked at: the minute that all checks have is over';
      emit(late ? finding.warning(found, TOO_LATE) : finding.notChecked(otherwise));
      return undefined;
    }
    const { findings, value } = await work(needed);
    world.signal.throwIfAborted();
    for (const finding of findings) emit(finding);
    return value;
  };
}
