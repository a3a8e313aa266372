import { EmbeddedSettings } from '../settings/embedded.settings.js';
import type { LoadedSettings } from '../settings/loaded-settings.js';
import type { SettingsError } from '../settings/setting-problem.js';
import { type Finding, FindingsOf } from './finding.js';

const check = new FindingsOf('settings');

/** Which parts are in use, as the settings say. */
export interface PartsInUse {
  readonly index: 'elasticsearch' | 'sqlite';
  readonly store: 'redis' | 'sqlite';
  /** `undefined`: the log-odds rank. */
  readonly modelPath: string | undefined;
}

/** One finding per setting that does not work. */
export function brokenSettings({ problems }: SettingsError): Finding[] {
  return problems.map(({ name, given, advice }) =>
    check.problem(
      `${name} ${given === undefined ? 'is not set' : `= ${given}`}: ${advice}`,
      `correct ${name} in the environment or in .env; the service does not start with it`,
    ),
  );
}

export function settingsFindings(
  settings: LoadedSettings,
  { index, store, modelPath }: PartsInUse,
): Finding[] {
  const videos = index === 'sqlite' ? 'the embedded store' : 'Elasticsearch';
  const features = store === 'sqlite' ? 'the embedded store' : 'Redis';
  const findings = [
    check.ok(`videos from ${videos}, features from ${features}, ranked by ${modelPath ?? 'log-odds'}`),
    ...settings.warnings.map((warning) => check.warning(warning, 'correct the name, or take it out')),
  ];
  if ((index === 'sqlite') !== (store === 'sqlite') && !settings.get(EmbeddedSettings).EMBEDDED) {
    const [given, unset, part] =
      index === 'sqlite' ? ['REDIS_IP', 'ES_HOST', 'videos'] : ['ES_HOST', 'REDIS_IP', 'features'];
    findings.push(
      check.warning(
        `${given} is set and ${unset} is not: ${part} come from the embedded store`,
        `set ${unset}; or say EMBEDDED=true where that is meant`,
      ),
    );
  }
  return findings;
}
