import { existsSync } from 'node:fs';

import { storesInUse } from '../app.module.js';
import { replacedPorts } from '../extensions.js';
import { FeatureCatalogue } from '../feature-store/feature-catalogue.js';
import { FeatureStore, type StoredFeature } from '../feature-store/feature-store.js';
import { EmbeddedSettings } from '../settings/embedded.settings.js';
import type { LoadedSettings } from '../settings/loaded-settings.js';
import { RequestSettings } from '../settings/request.settings.js';
import { SqliteDatabase } from '../sqlite/sqlite-database.js';
import { embeddedFile } from '../sqlite/sqlite.module.js';
import { FeaturesUnderExamination } from './doctor-modules.js';
import { answerIn, type DoctorWorld, type Looked, timed } from './doctor-world.js';
import { embeddedFindings, notOpened } from './embedded-findings.js';
import { FeatureFacts, type RawRow, type RecordKind } from './feature-facts.js';
import { featureStoreFindings } from './feature-store-findings.js';
import { type Finding, FindingsOf } from './finding.js';
import { anyError, known, learn } from './learned.js';
import { recordFindings } from './record-findings.js';
import { said } from './said.js';
import { counted } from './words.js';

/** Features that there are, and their store. */
export interface Features {
  /** `undefined` where records cannot be read. */
  readonly facts: FeatureFacts | undefined;
  readonly catalogue: FeatureCatalogue;
  readonly store: FeatureStore;
}

/** Stored records of a sample of videos or users. */
export interface SampledRecords {
  readonly ids: readonly string[];
  readonly features: readonly StoredFeature[];
  /** One per id, texts in the order of `features`. */
  readonly rows: readonly RawRow[];
}

/** Whether the store answers, what it is, and whether features may be read. */
export async function examineFeatureStore(
  world: DoctorWorld,
  settings: LoadedSettings,
): Promise<Looked<Features>> {
  const replaced = replacedPorts(world.extensions).featureStore !== undefined;
  const embedded = storesInUse(settings).store === 'sqlite' && !replaced;
  const path = embeddedFile(settings.get(EmbeddedSettings));
  if (embedded && !existsSync(path)) return { findings: embeddedFindings('feature_store', path, 'absent') };
  const module = FeaturesUnderExamination.register(settings, world.extensions);
  const opened = await learn(() => world.start(module), anyError);
  if ('error' in opened) return { findings: [notOpened('feature_store', opened.error)] };
  const app = opened.value;
  const catalogue = app.get(FeatureCatalogue, { strict: false });
  const store = app.get(FeatureStore, { strict: false });
  if (replaced) {
    const check = new FindingsOf('feature_store');
    const why = 'another feature store stands in for ours, and how to look into it is not known here';
    return { findings: [check.notChecked(why)], value: { facts: undefined, catalogue, store } };
  }
  const facts = app.get(FeatureFacts, { strict: false });
  const reads = await learn(() => timed(() => facts.readOnce(answerIn(world))));
  const server = 'value' in reads ? { server: await learn(() => facts.server(answerIn(world))) } : {};
  const findings = featureStoreFindings({
    where: facts.where,
    reads,
    ...server,
    userReadTimeoutMs: settings.get(RequestSettings).USER_READ_TIMEOUT_MS,
  });
  const content = embedded ? app.get(SqliteDatabase, { strict: false }).content() : undefined;
  const held = content === undefined ? [] : embeddedFindings('feature_store', path, content);
  const readable = 'value' in reads && content !== 'empty';
  return {
    findings: [...findings, ...held],
    value: { facts: readable ? facts : undefined, catalogue, store },
  };
}

/** Stored records of some videos or users: whether they are there, and what they should be. */
export async function examineRecords(
  world: DoctorWorld,
  kind: RecordKind,
  ids: readonly string[],
  facts: FeatureFacts,
  features: readonly StoredFeature[],
): Promise<Looked<SampledRecords>> {
  const fields = features.map(({ name }) => name);
  const read =
    fields.length === 0 ? { value: [] } : await learn(() => facts.rows(kind, ids, fields, answerIn(world)));
  if ('error' in read) {
    return { findings: [unreadable(kind, ids.length, read.error)] };
  }
  const rows = read.value;
  const none = rows.every((row) => row === 'wrong_type' || row.every((text) => text === null));
  const around =
    none && fields.length > 0
      ? await learn(() => facts.lookAround(kind, ids, fields, answerIn(world)))
      : undefined;
  const sample = { kind, place: facts.placeOf(kind), features, rows, lookAround: known(around) ?? null };
  return { findings: recordFindings(sample), value: { ids, features, rows } };
}

/** The service reads them in the same way: it does without these features, too. */
function unreadable(kind: RecordKind, sampled: number, error: Error): Finding {
  const [check, records, setting] =
    kind === 'asset'
      ? [new FindingsOf('asset_features'), 'video', 'ASSET_KEY_PREFIX']
      : [new FindingsOf('user_features'), 'user', 'USER_KEY_PREFIX'];
  const { words, advice } = said(error);
  return check.problem(
    `the features of ${counted(sampled, `sampled ${records}`)} cannot be read: ${words}`,
    advice ?? `see the log of the feature store, and whether this login may read all keys behind ${setting}`,
  );
}
