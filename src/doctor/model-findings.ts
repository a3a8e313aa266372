import type { FeatureDeclaration } from '../ranking/ranker.js';
import { type Finding, FindingsOf } from './finding.js';
import type { LoadedModel, ModelInput } from './model-facts.js';
import { count, counted, ranked } from './words.js';

const check = new FindingsOf('model');
const MANY = 0.5;

/** In how many sampled records a name was found that is no feature. */
export interface UnknownName {
  readonly name: string;
  /** `undefined` where records could not be read. */
  readonly inAssets: Share | undefined;
  readonly inUsers: Share | undefined;
}

export interface Share {
  readonly found: number;
  readonly of: number;
}

/** Without a model. */
export function logOddsFinding(): Finding {
  return check.ok('no model: the log-odds of the completion rates rank (MODEL_PATH is unset)');
}

export function unusableModel(error: Error): Finding {
  return check.problem(
    `the model cannot be used: ${error.message}`,
    'see MODEL_PATH and CATEGORIES_PATH, and docs/bring-your-own-model.md; the service does not start with it',
  );
}

/** A name that is no feature: whose field it is, as far as that was found. */
export function unknownNameFinding(path: string, { name, inAssets, inUsers }: UnknownName): Finding {
  const found = `${path} names ${name}, which is no feature`;
  const share = ({ found: times, of }: Share) => `${count(times)} of ${count(of)}`;
  if (inAssets !== undefined && inAssets.found > 0) {
    return check.problem(
      `${found}; ${share(inAssets)} sampled videos have a field of that name`,
      `add ${name} (or ${name}:category) to ASSET_FEATURES`,
    );
  }
  if (inUsers !== undefined && inUsers.found > 0) {
    return check.problem(
      `${found}; ${share(inUsers)} sampled users have a field of that name`,
      `add ${name} (or ${name}:category) to USER_FEATURES`,
    );
  }
  const tried =
    inAssets === undefined && inUsers === undefined ? '' : '; no sampled record has a field of that name';
  return check.problem(
    `${found}${tried}`,
    'store it and name it in ASSET_FEATURES or USER_FEATURES, compute it (docs/extending.md), or train without it',
  );
}

/** What the model asks, and where each of it comes from. */
export function loadedModelFinding(
  path: string,
  { ranker }: LoadedModel,
  declarations: readonly FeatureDeclaration[],
  shares: ReadonlyMap<string, Share>,
): Finding {
  const scopes = new Map(declarations.map(({ name, scope }) => [name, scope]));
  const features = ranker.featureNames.map((name) => {
    const share = shares.get(name);
    if (share === undefined) return `${name} (${scopes.get(name) ?? 'unknown'})`;
    return `${name} (in ${count(share.found)} of ${count(share.of)} ${scopes.get(name) === 'user' ? 'users' : 'videos'})`;
  });
  return check.ok(
    `${path} (${ranker.model.version}) asks ${counted(features.length, 'feature')}: ${features.join(', ')}`,
    Object.fromEntries(
      [...shares].filter(([name]) => scopes.has(name)).map(([name, { found }]) => [name, found]),
    ),
  );
}

/** Features that the model takes for 0 where they are absent; in the figures, how often they are in the sample. */
export function blindFinding(names: readonly string[], inputs: readonly ModelInput[]): Finding[] {
  if (names.length === 0) return [];
  const said = names.map((name) => {
    const input = inputs.find((each) => each.name === name);
    return input === undefined
      ? name
      : `${name} (absent in ${count(input.missing)} of ${count(input.sampled)})`;
  });
  return [
    check.warning(
      `can be absent, and the model has no branch for that but takes them for 0: ${said.join(', ')}`,
      'train with gaps left as NaN where values can be missing (docs/bring-your-own-model.md)',
    ),
  ];
}

/** Categories that training never saw: missing to the model. */
export function categoryFindings(inputs: readonly ModelInput[]): Finding[] {
  return inputs.flatMap(({ name, sampled, missing, unknownCategories }) => {
    const there = sampled - missing;
    const unknown = [...unknownCategories.values()].reduce((sum, times) => sum + times, 0);
    if (unknown === 0) return [];
    const found = `${name}: ${count(unknown)} of ${count(there)} sampled values are unknown to the model: ${ranked(unknownCategories)}`;
    return [
      unknown >= there * MANY
        ? check.problem(
            found,
            'see whether the model was trained with the same spelling, and CATEGORIES_PATH where it is set',
          )
        : check.warning(found, 'train with them; until then they are missing'),
    ];
  });
}
